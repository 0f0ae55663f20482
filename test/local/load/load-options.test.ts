import { parseLoadOptions } from '../../../local/load/load-options';

describe('parseLoadOptions', () => {
  it('has the defaults of the acceptance check', () => {
    expect(parseLoadOptions([])).toMatchObject({
      mode: 'load',
      events: 300,
      deliveries: 1000,
      concurrency: 32,
    });
  });

  it('delivers each event at least once when more events than the default are asked for', () => {
    expect(parseLoadOptions(['--events', '2000'])).toMatchObject({ events: 2000, deliveries: 2000 });
  });

  it('takes a seed and a log', () => {
    expect(parseLoadOptions(['--seed', '7', '--log', 'd.jsonl'])).toMatchObject({ seed: 7, log: 'd.jsonl' });
  });

  it('verifies without waiting unless told to', () => {
    expect(parseLoadOptions(['--verify', 'd.jsonl'])).toMatchObject({ mode: 'verify', waitSeconds: 0 });
    expect(parseLoadOptions(['--verify', 'd.jsonl', '--wait', '9'])).toMatchObject({ waitSeconds: 9 });
  });

  it.each([
    [['--events', '10', '--deliveries', '9'], 'got 9 deliveries of 10 events'],
    [['--concurrency', '0'], 'a concurrency above 0'],
    [['--seed', 'x'], '--seed: got "x"'],
    [['--verify', 'f', '--events', '3'], 'got --events beside it'],
    [['--unknown'], "Unknown option '--unknown'. See --help."],
    [['--log', ''], '--log: got ""'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseLoadOptions(argv)).toThrow(message);
  });
});
