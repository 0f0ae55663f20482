import type { Inbox } from '../../cli/connection/inbox';
import { runCommand } from './run-command';

const LONG_AGO = '2024-01-01T00:00:00Z';

/** A connection nobody may ask for: wrong usage is known before. */
async function connect(): Promise<Inbox> {
  throw new Error('Connected although the usage is wrong.');
}

describe('wrong usage', () => {
  it.each([
    [['destroy'], "unknown command 'destroy'"],
    [['toString'], "unknown command 'toString'."],
    [['evnts'], "unknown command 'evnts' (Did you mean events?)"],
    [['lst'], "unknown command 'lst' (Did you mean events list?)"],
    [['rotate'], "unknown command 'rotate' (Did you mean secrets rotate?)"],
    [['evnts', '--help'], "unknown command 'evnts' (Did you mean events?)"],
    [['help', 'evnts'], "unknown command 'evnts' (Did you mean events?)"],
    [['help', 'events', 'shwo'], "unknown command 'shwo' (Did you mean show?)"],
    [['events', 'what', '-h'], "unknown command 'what'"],
    [['events', 'shwo'], "unknown command 'shwo' (Did you mean show?)"],
    [['events', 'list', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
    [['events', 'list', 'what'], "too many arguments for 'list'. Expected 0 arguments but got 1."],
    [
      ['events', 'list', '--status', 'done'],
      "option '--status <states>' argument 'done' is invalid. Expected some of RECEIVED, ",
    ],
    [
      ['events', 'list', '--limit', '0'],
      "option '--limit <n>' argument '0' is invalid. Expected a whole number from 1 to 1000.",
    ],
    [['events', 'list', '--limit'], "option '--limit <n>' argument missing."],
    [
      ['events', 'list', '--day', 'today'],
      "option '--day <YYYY-MM-DD>' argument 'today' is invalid. Expected a day as ",
    ],
    [
      ['events', 'list', '--day', '2024-01-01', '--since', '2h'],
      "option '--day <YYYY-MM-DD>' cannot be used with option '--since <time>'.",
    ],
    [
      ['events', 'list', '--since', 'x'],
      "option '--since <time>' argument 'x' is invalid. Expected how long ago ",
    ],
    [
      ['events', 'list', '--since', '1h', '--until', LONG_AGO],
      '--since: got a time after --until, expected one before it.',
    ],
    [
      ['events', 'list', '--after', 'nonsense'],
      "option '--after <cursor>' argument 'nonsense' is invalid. Expected the cursor at the end of the page before.",
    ],
    [['events', 'show'], "missing required argument 'eventId'."],
    [['events', 'show', 'a', 'b'], "too many arguments for 'show'. Expected 1 argument but got 2."],
    [['events', 'show', ''], 'Argument 3: got "", expected a value.'],
    [['events', 'get', 'a', '--out'], "option '--out <file>' argument missing."],
    [['document', 'show'], "missing required argument 'documentId'."],
    [
      ['stats', '--days', '401'],
      "option '--days <n>' argument '401' is invalid. Expected a whole number from 1 to 400.",
    ],
    [['tail', '--interval', '0.5'], "option '--interval <seconds>' argument '0.5' is invalid."],
    [['--stack'], "option '--stack <name>' argument missing."],
    [
      ['--local', '--stack', 'Other', 'stats'],
      "option '--local' cannot be used with option '--stack <name>'.",
    ],
    [
      ['--endpoints', 'e.json', '--region', 'eu-west-1', 'stats'],
      "option '--endpoints <file>' cannot be used with option '--region <region>'.",
    ],
  ])('is one clear line and exit code 2: %j', async (args, message) => {
    const { code, out, err } = await runCommand(args, { connect });
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 });
    expect(err.startsWith(message) ? message : err).toBe(message);
    expect(err).toMatch(/[.)] See inbox --help\.\n$|[.]\n$/);
  });

  it.each([
    [['dlq', 'redrive'], true],
    [['retry', '--source', 'limai'], true],
    [['replay', '--status', 'failed', '--reason', 'fixed'], true],
    [['secrets', 'rotate', 'limai', '--finish'], false],
  ])('names --dry-run without a terminal only where the command has it: %j', async (args, hasDryRun) => {
    const { code, err } = await runCommand(args, { connect });
    expect([code, err]).toEqual([2, expect.stringContaining('There is no terminal to ask')]);
    expect(err.includes('--dry-run')).toBe(hasDryRun);
  });

  it('writes out what a terminal would act on', async () => {
    const { err } = await runCommand(['\u001b[2Jx'], { connect });
    expect(err).toBe("unknown command '\\u001b[2Jx'. See inbox --help.\n");
  });

  it('is a source there is not', async () => {
    const { recordedInbox } = await import('./recorded-inbox');
    const inbox = recordedInbox([]);
    for (const args of [
      ['events', 'list', '--source', 'nope'],
      ['events', 'show', 'x', '--source', 'nope'],
      ['document', 'show', 'x', '--source', 'nope'],
      ['tail', '--source', 'nope'],
    ]) {
      expect(await runCommand(args, { connect: async () => inbox })).toEqual({
        code: 2,
        out: '',
        err: 'Source: got "nope", expected one of limai, limai-two, extend.\n',
      });
    }
    // Its source is an operand.
    expect(await runCommand(['reconcile', 'nope'], { connect: async () => inbox })).toMatchObject({
      code: 2,
      err: 'Source: got "nope", expected one of limai, limai-two, extend.\n',
    });
  });
});

describe('help', () => {
  const WHOLE = 'Usage: inbox [options] [command]';
  const EVENTS = 'Usage: inbox events [options] [command]';
  const LIST = 'Usage: inbox events list [options]';

  it.each([
    [[], WHOLE],
    [['-h'], WHOLE],
    [['--help'], WHOLE],
    [['help'], WHOLE],
    [['--local', 'help'], WHOLE],
    [['events'], EVENTS],
    [['events', '-h'], EVENTS],
    [['help', 'events'], EVENTS],
    [['events', 'list', '--help'], LIST],
    [['help', 'events', 'list'], LIST],
    [['help', 'tail'], 'Usage: inbox tail [options]'],
  ])('is printed for %j, with the global options, and ends with 0', async (args, usage) => {
    const { code, out, err } = await runCommand(args, { connect });
    expect([code, err, out.split('\n')[0]]).toEqual([0, '', usage]);
    expect(out).toMatch(/^ {2}--local /m);
    expect(out).toMatch(/^ {2}--wide /m);
  });

  it('is also that of a program of the local run', async () => {
    const { code, out } = await runCommand(['help', 'send'], { connect });
    expect([code, out.split('\n')[0]]).toEqual([0, 'Usage: inbox send [options] <source> <kind>']);
  });

  it('says what exit codes mean', async () => {
    expect((await runCommand(['--help'], { connect })).out).toMatch(/Exit codes:\n {2}0 {4}done; /);
  });

  it.each([['-v'], ['--version']])('tells the version with %s', async (option) => {
    expect((await runCommand([option], { connect })).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
