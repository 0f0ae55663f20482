import { createLoadProgram } from '../../../proofs/load/load-options';
import { optionsOf } from '../../support/programs/run-in-process';

const parsed = (argv: readonly string[]) => optionsOf(createLoadProgram, argv);

describe('the options of load', () => {
  it('have the defaults of the acceptance check', async () => {
    expect(await parsed([])).toMatchObject({
      mode: 'load',
      events: 300,
      deliveries: 1000,
      concurrency: 32,
      waitSeconds: 480,
    });
  });

  it('deliver each event at least once when more events than the default are asked for', async () => {
    expect(await parsed(['--events', '2000'])).toMatchObject({ events: 2000, deliveries: 2000 });
  });

  it('take a seed and a log', async () => {
    expect(await parsed(['--seed', '7', '--log', 'd.jsonl'])).toMatchObject({ seed: 7, log: 'd.jsonl' });
  });

  it('verify without waiting unless told to', async () => {
    expect(await parsed(['--verify', 'd.jsonl'])).toMatchObject({ mode: 'verify', waitSeconds: 0 });
    expect(await parsed(['--verify', 'd.jsonl', '--wait', '9'])).toMatchObject({ waitSeconds: 9 });
  });

  it.each([
    [['--events', '10', '--deliveries', '9'], '--deliveries: got 9 for 10 events'],
    [['--concurrency', '0'], 'Expected a whole number from 1 to 1000.'],
    [['--seed', 'x'], "argument 'x' is invalid"],
    [['--verify', 'f', '--events', '3'], "cannot be used with option '--events <n>'"],
    [['--verify', 'f', '--log', 'g'], "cannot be used with option '--log <file>'"],
    [['--log', ''], 'got "", expected a value'],
  ])('refuse %j', async (argv, message) => {
    await expect(parsed(argv)).rejects.toThrow(message);
  });
});
