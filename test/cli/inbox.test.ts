import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'inbox.js');

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    // Plain Node and another directory: as npx, or a person from anywhere, starts it.
    const child = execFile(process.execPath, [BIN, ...args], { cwd: tmpdir() }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

describe('the program inbox', () => {
  it('is the package’s own bin', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: unknown };
    expect(bin).toEqual({ inbox: 'bin/inbox.js', 'extraction-inbox': 'bin/inbox.js' });
    expect(readFileSync(BIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('runs from any directory', async () => {
    const { code, out, err } = await run('--help');
    expect([code, err, out]).toEqual([0, '', expect.stringContaining('Usage: inbox [options] [command]')]);
  }, 20_000);

  it('ends with the exit code of its command, and one line', async () => {
    const file = join(__dirname, 'no-such-file.json');
    expect(await run('events', 'list', '--endpoints', file)).toEqual({
      code: 2,
      out: '',
      err: `${file}: no such file, or not JSON. Start a local stack with \`npm start\`, or leave --local and --endpoints out for a deployed one.\n`,
    });
  }, 20_000);
});
