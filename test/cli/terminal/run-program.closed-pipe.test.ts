import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const ROOT = join(__dirname, '..', '..', '..');
/** Says something on standard error as soon as it runs, and something more once that has failed. */
const TALKER = `
const { ignoreClosedPipes } = require('./cli/terminal/run-program.ts');
ignoreClosedPipes();
process.stderr.write('to nobody\\n');
setTimeout(() => { process.stderr.write('again\\n'); process.stdout.write('still here'); }, 50);
`;

/** Runs Node with one of its outputs closed at the other end before it writes a word. */
async function run(args: readonly string[], closed: 'stdout' | 'stderr') {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT });
  child[closed].destroy();
  const kept = buffer(closed === 'stdout' ? child.stderr : child.stdout);
  const [code] = await once(child, 'exit');
  return { code, kept: (await kept).toString() };
}

describe('a command whose reader has left', () => {
  it.each(['cli', 'local', 'local/send', 'local/demo', 'proofs', 'scripts/generate'])(
    'ends without a word: %s',
    async (folder) => {
      expect(await run([join(folder, 'main.ts'), '--help'], 'stdout')).toEqual({ code: 0, kept: '' });
    },
    20_000,
  );

  it('can end at once', async () => {
    const ending = TALKER.replace('Pipes();', 'Pipes(() => process.exit(7));').replaceAll('stderr', 'stdout');
    expect(await run(['-e', ending], 'stdout')).toEqual({ code: 7, kept: '' });
  }, 20_000);

  it('goes on when only its progress has lost its reader', async () => {
    expect(await run(['-e', TALKER], 'stderr')).toEqual({ code: 0, kept: 'still here' });
  }, 20_000);
});
