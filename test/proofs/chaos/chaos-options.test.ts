import { createChaosProgram } from '../../../proofs/chaos/chaos-options';
import { optionsOf, runInProcess } from '../../support/programs/run-in-process';

const parsed = (argv: readonly string[]) => optionsOf(createChaosProgram, argv);

describe('the options of chaos', () => {
  it('have the defaults of the acceptance check', async () => {
    const options = await parsed([]);
    expect(options).toMatchObject({ events: 2000, kills: 20, seed: 1, waitSeconds: 600, quick: false });
    expect(options.faults).toHaveLength(7);
  });

  it('take faults, or none', async () => {
    const { faults } = await parsed(['--faults', 's3-500:0.1']);
    expect(faults).toEqual([{ name: 's3-500', rate: 0.1 }]);
    expect((await parsed(['--faults', 'none'])).faults).toEqual([]);
  });

  it('take quick times', async () => {
    expect(await parsed(['--quick'])).toMatchObject({ quick: true });
  });

  it('list the faults instead of running', async () => {
    const { code, out } = await runInProcess(
      createChaosProgram(async () => 1),
      ['--faults', 'help'],
    );
    expect([code, out]).toEqual([0, expect.stringContaining('provider-429')]);
  });

  it.each([
    [['--faults', 'function-kill'], 'use --kills'],
    [['--faults', 'unheard-of'], 'Got "unheard-of"'],
    [['--events', '0'], 'Expected a whole number from 1 to'],
    [['--kills', 'many'], "argument 'many' is invalid"],
  ])('refuse %j', async (argv, message) => {
    await expect(parsed(argv)).rejects.toThrow(message);
  });
});
