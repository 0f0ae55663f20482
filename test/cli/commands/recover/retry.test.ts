import { retryReport } from '../../../../cli/commands/recover/retry';
import { type EventRecord, toIso } from '../../../../lambda/domain/record/event-record';
import { recordIn } from '../../../support/records/records';
import { bareWorld } from '../../../support/scenes/scene';
import { recordedInbox } from '../../recorded-inbox';
import { type RunOptions, runCommand } from '../../run-command';

const HOUR_MS = 3_600_000;

/** Open events of two sources, one of which waits for its provider, and a final one. */
async function givenInbox() {
  const world = bareWorld();
  const now = world.clock.now();
  const later = now + HOUR_MS;
  const open = (id: string, fields: Partial<EventRecord> = {}): EventRecord =>
    recordIn('RECEIVED', {
      pk: `limai#${id}`,
      eventId: id,
      notBefore: later,
      dueAt: later,
      lastError: { kind: 'credentials', message: 'HTTP 401.' },
      ...fields,
    });
  const records = [
    open('waits'),
    open('throttled', { retryAfter: later, lastError: { kind: 'throttled', message: 'HTTP 429.' } }),
    open('other', { pk: 'limai-two#other', source: 'limai-two', documentId: 'file_2' }),
    open('former', { pk: 'gone#former', source: 'gone' }),
    recordIn('STORED', { pk: 'limai#stored', eventId: 'stored', expiresAt: now / 1000 + 86_400 }),
  ];
  for (const record of records) {
    await world.store.create(record);
  }
  const inbox = recordedInbox(records);
  const sent: string[] = [];
  world.queue.send = async (_provider: string, pk: string) => {
    sent.push(pk);
  };
  const deps = () => ({ ...world.recoveryDeps(), sources: inbox.sources });
  const runWith = async (options: RunOptions, ...args: string[]) => {
    const connect = async () => ({ ...inbox, deps }) as never;
    const ran = await runCommand(['retry', ...args], { connect, now: () => now, ...options });
    return { ...ran, sent, later, world };
  };
  return Object.assign((...args: string[]) => runWith({}, ...args), { with: runWith });
}

const readReport = (out: string) => retryReport.parse(JSON.parse(out));

describe('retry', () => {
  it('tries the named events at once, and says what became of each', async () => {
    const run = await givenInbox();
    const { code, out, sent, later } = await run('waits', 'throttled', '--rate', '1000', '--json');
    expect(code).toBe(0);
    expect(readReport(out)).toEqual({
      dryRun: false,
      retried: 1,
      left: 0,
      events: [
        { key: 'limai#waits', outcome: 'retried' },
        { key: 'limai#throttled', outcome: 'waits_for_provider', until: toIso(later) },
      ],
    });
    expect(sent).toEqual(['limai#waits']);
  });

  it.each([
    [
      ['--source', 'limai'],
      ['limai#waits', 'limai#throttled'],
    ],
    [['--source', 'limai', '--kind', 'credentials'], ['limai#waits']],
    [['--document', 'file_2'], ['limai-two#other']],
    [['--kind', 'throttled'], ['limai#throttled']],
  ])('chooses open events by %j', async (args, expected) => {
    const run = await givenInbox();
    const { code, out } = await run(...args, '--yes', '--rate', '1000', '--json');
    expect(code).toBe(0);
    expect(readReport(out).events.map(({ key }) => key)).toEqual(expected);
  });

  it('ends with 130 when Ctrl-C ended it before it was done', async () => {
    const run = await givenInbox();
    const { code, out } = await run.with({ signal: AbortSignal.abort() }, 'waits', '--json');
    expect(code).toBe(130);
    expect(readReport(out)).toMatchObject({ retried: 0, left: 1 });
  });

  it('changes nothing with --dry-run', async () => {
    const run = await givenInbox();
    const { code, out, sent, world } = await run('--source', 'limai', '--dry-run');
    expect([code, sent]).toEqual([0, []]);
    expect(out).toContain('1 of 2 would be tried now; 1 waits_for_provider. Nothing was changed.');
    expect(world.store.calls.update).toBe(0);
  });

  it.each([
    ['a final event, and names `inbox replay`', 'stored', '`inbox replay` runs a final event again'],
    ['an event of a former source', 'former', 'its source is not configured'],
  ])('ends with 1 for %s', async (_, id, words) => {
    const run = await givenInbox();
    const { code, out } = await run(id);
    expect([code, out]).toEqual([1, expect.stringContaining(words)]);
  });

  it.each([
    [[], 'expected event ids, or a selection'],
    [['waits', '--kind', 'credentials'], 'got event ids and --kind'],
    [['--kind', 'credential'], 'Expected one of not_ready'],
    [['--source', 'limai'], 'say --yes'],
    [['--source', 'nobody', '--yes'], 'Source: got "nobody", expected one of'],
  ])('refuses %j as wrong usage', async (args, words) => {
    const run = await givenInbox();
    const { code, err, sent } = await run(...args);
    expect([code, err, sent]).toEqual([2, expect.stringContaining(words), []]);
  });
});
