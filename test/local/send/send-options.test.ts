import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { createSendProgram } from '../../../local/send/send-options';
import { optionsOf } from '../../support/programs/run-in-process';

const MAIN = join(__dirname, '../../../local/send/main.ts');

describe('the options of send', () => {
  it('have defaults', async () => {
    expect(await optionsOf(createSendProgram, ['src', 'success'])).toEqual({
      source: 'src',
      kind: 'success',
      count: 1,
      duplicate: false,
      badSignature: false,
      stale: false,
      concurrency: 8,
    });
  });

  it.each([
    [[], "missing required argument 'source'."],
    [[], "missing required argument 'source'."],
    [['a', 'b', 'c'], 'Expected 2 arguments but got 3.'],
    [['a', 'b', '--count', '0'], "option '--count <n>' argument '0' is invalid."],
    [['a', 'b', '--count', '1e3'], 'Expected a whole number from 1 to 1000000.'],
    [['a', 'b', '--concurrency', '-1'], 'Expected a whole number from 1 to 1000.'],
    [['a', 'b', '--cuont', '1'], "unknown option '--cuont' (Did you mean --count?)"],
    [['a', 'b', '--endpoints', ''], 'got "", expected a value.'],
    [['a', 'b', '--run', '1', '--endpoints', 'x'], "cannot be used with option '--endpoints <file>'"],
    [['a', 'b', '--distinct', '2', '--event-id', 'x'], "cannot be used with option '--event-id <id>'"],
  ])('refuse %j', async (argv, message) => {
    await expect(optionsOf(createSendProgram, argv)).rejects.toThrow(message);
  });
});

describe('npm run send', () => {
  const run = (...argv: string[]) =>
    new Promise<{ code: number; text: string }>((resolve) => {
      const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...argv], (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, text: stdout + stderr }),
      );
    });

  it('explains itself with --help and exits 0', async () => {
    const { code, text } = await run('--help');
    expect([code, text]).toEqual([0, expect.stringContaining('npm run send -- [options] <source> <kind>')]);
  });

  it('exits 2 on wrong use', async () => {
    const { code, text } = await run();
    expect([code, text]).toEqual([2, expect.stringContaining("missing required argument 'source'")]);
  });

  it('exits 1 with the remedy when no stack runs', async () => {
    const { code, text } = await run('limai', 'success', '--endpoints', 'no-such.json');
    expect([code, text]).toEqual([1, expect.stringContaining('npm start')]);
  });
});
