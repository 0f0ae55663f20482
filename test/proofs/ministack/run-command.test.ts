import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailedError, commandRunner } from '../../../proofs/ministack/run-command';
import { runs } from '../../local/aws/lambda/processes';
import { eventually } from '../../support/eventually';

const node = process.execPath;
const runner = (signal = new AbortController().signal) => commandRunner(tmpdir(), signal);

describe('commandRunner', () => {
  it('answers what the program printed, given its standard input', async () => {
    expect(await runner()(node, ['-e', 'process.stdin.pipe(process.stdout)'], { input: 'a secret' })).toBe(
      'a secret',
    );
  });

  it('says what the program said when it fails', async () => {
    const failing = runner()(node, ['-e', 'console.log("out"); console.error("err"); process.exit(3)']);

    await expect(failing).rejects.toThrow(/ended with 3, expected 0. It said:\nout\nerr/);
  });

  it('says so when there is no such program', async () => {
    await expect(runner()('no-such-program', [])).rejects.toThrow(CommandFailedError);
  });

  it('ends the program, and all that it started, when it is aborted', async () => {
    const stop = new AbortController();
    const script = `
      const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
      require('node:fs').writeFileSync(process.argv[1], String(pid));
      setInterval(() => {}, 1e6);`;
    const directory = mkdtempSync(join(tmpdir(), 'run-command-'));
    const file = join(directory, 'pid');
    try {
      const running = runner(stop.signal)(node, ['-e', script, file]);
      const pid = await eventually(async () => Number(readText(file)) || undefined);
      stop.abort(new Error('Stopped.'));

      await expect(running).rejects.toThrow('Stopped.');
      await eventually(async () => !runs(pid) || undefined);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('starts nothing once it is aborted', async () => {
    await expect(runner(AbortSignal.abort(new Error('Stopped.')))(node, ['--version'])).rejects.toThrow(
      'Stopped.',
    );
  });
});

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
