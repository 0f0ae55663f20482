import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from '../../../cli/usage-error';
import { parseSendOptions } from '../../../local/send/send-options';

const MAIN = join(__dirname, '../../../local/send/main.ts');

describe('the options of send', () => {
  it('have defaults', () => {
    expect(parseSendOptions(['src', 'success'])).toEqual({
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
    [[], 'expected <source> <kind>'],
    [['a'], 'expected <source> <kind>'],
    [['a', 'b', 'c'], 'got 3'],
    [['a', 'b', '--count', '0'], '--count: got "0"'],
    [['a', 'b', '--count', '1e3'], '--count: got "1e3"'],
    [['a', 'b', '--concurrency', '-1'], 'See --help'],
    [['a', 'b', '--cuont', '1'], "Unknown option '--cuont'. See --help."],
    [['a', 'b', '--endpoints', ''], '--endpoints: got ""'],
    [['a', 'b', '--distinct', '2', '--event-id', 'x'], 'got both'],
  ])('refuse %j', (argv, message) => {
    expect(() => parseSendOptions(argv)).toThrow(UsageError);
    expect(() => parseSendOptions(argv)).toThrow(message);
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
    expect([code, text]).toEqual([0, expect.stringContaining('npm run send -- <source> <kind>')]);
  });

  it('exits 2 on wrong use', async () => {
    const { code, text } = await run('limai');
    expect([code, text]).toEqual([2, expect.stringContaining('expected <source> <kind>')]);
  });

  it('exits 1 with the remedy when no stack runs', async () => {
    const { code, text } = await run('limai', 'success', '--endpoints', 'no-such.json');
    expect([code, text]).toEqual([1, expect.stringContaining('npm start')]);
  });
});
