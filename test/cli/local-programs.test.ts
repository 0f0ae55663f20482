import { LOCAL_PROGRAMS } from '../../cli/local-programs';
import { runCommand } from './run-command';

describe('the programs of the local run', () => {
  it.each(Object.keys(LOCAL_PROGRAMS))('inbox %s explains itself under this name', async (name) => {
    const { code, out, err } = await runCommand([name, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: inbox ${name} \\[options\\]`));
  });

  it('take options without --, and refuse in one line what they do not know', async () => {
    const { code, out, err } = await runCommand(['start', '--port', 'x']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^option '--port <n>' argument 'x' is invalid\..+ See inbox start --help\.\n$/);
  });

  it('say where their options stand when one of inbox comes first', async () => {
    const { code, err } = await runCommand(['--json', 'start']);
    expect([code, err]).toEqual([
      2,
      'start: its options come after its name, and those of inbox are not for it. See inbox start --help.\n',
    ]);
  });
});
