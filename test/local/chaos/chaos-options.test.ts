import { parseChaosOptions } from '../../../local/chaos/chaos-options';

describe('parseChaosOptions', () => {
  it('has the defaults of the acceptance check', () => {
    expect(parseChaosOptions([])).toMatchObject({ events: 2000, kills: 20, seed: 1 });
  });

  it('takes faults, or none', () => {
    expect(parseChaosOptions(['--faults', 's3-500:0.1'])).toMatchObject({
      faults: [{ name: 's3-500', rate: 0.1 }],
    });
    expect(parseChaosOptions(['--faults', 'none'])).toMatchObject({ faults: [] });
  });

  it('takes quick times, which are off by default', () => {
    expect(parseChaosOptions([])).toMatchObject({ quick: false });
    expect(parseChaosOptions(['--quick'])).toMatchObject({ quick: true });
  });

  it('answers a call for help with text', () => {
    expect(parseChaosOptions(['--help'])).toContain('npm run chaos');
    expect(parseChaosOptions(['--faults', 'help'])).toContain('provider-429');
  });

  it.each([
    [['--faults', 'function-kill'], 'use --kills'],
    [['--faults', 'unheard-of'], 'got "unheard-of"'],
    [['--events', '0'], 'expected at least 1'],
    [['--kills', 'many'], '--kills: got "many"'],
    [['--unknown'], '--help'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseChaosOptions(argv)).toThrow(message);
  });
});
