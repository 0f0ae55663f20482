import { execFile } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'cli', 'operator-main.ts');
const NO_FILE = join(__dirname, 'no-such-file.json');

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...args], (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

describe('npm run operator', () => {
  it('explains itself', async () => {
    const { code, out } = await run('--help');
    expect([code, out]).toEqual([0, expect.stringContaining('Usage: npm run operator -- <command>')]);
  }, 20_000);

  it.each([
    ['nothing', [], ''],
    ['an unknown command', ['destroy'], '"destroy" is no command. See --help.\n'],
    ['a name every object has', ['toString'], '"toString" is no command. See --help.\n'],
    ['an unknown option', ['list', '--nope'], "Unknown option '--nope'. See --help.\n"],
    [
      'an empty path',
      ['list', 'FAILED', '--outputs', ''],
      '--outputs: got "", expected a value. See --help.\n',
    ],
    [
      'a limit of none',
      ['list', 'FAILED', '--limit', '0'],
      '--limit: got "0", expected a whole number from 1.\n',
    ],
    [
      'a missing endpoints file',
      ['list', 'FAILED', '--endpoints', NO_FILE],
      `${NO_FILE}: no such file, or not JSON. Start one with \`npm start\`, or name a deployed stack with --outputs.\n`,
    ],
    [
      'a missing outputs file',
      ['list', 'FAILED', '--outputs', NO_FILE],
      `${NO_FILE}: no such file, or not JSON. Write it with \`npx cdk deploy --outputs-file outputs.json\`.\n`,
    ],
  ])(
    'ends with 2 and a remedy for %s',
    async (_, args, message) => {
      expect(await run(...args)).toMatchObject({ code: 2, err: message });
    },
    20_000,
  );
});
