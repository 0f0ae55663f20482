import { eventsListSchema } from '../../../cli/commands/events-list';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import { eventKey, quarantineKey, statusDay } from '../../../lambda/domain/record/keys';
import { NOW, recordIn } from '../../support/records/records';
import { type RecordedOptions, recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** An event in a state, last changed so long ago. */
function givenEvent(
  id: string,
  status: EventStatus,
  ago: number,
  fields: Partial<EventRecord> = {},
): EventRecord {
  const { source = 'limai' } = fields;
  const pk = status === 'QUARANTINED' ? quarantineKey(source, id) : eventKey(source, id);
  const { updatedAt = NOW - ago } = fields;
  const record = recordIn(status, { pk, eventId: id, updatedAt, ...fields });
  return record.statusDay ? { ...record, statusDay: statusDay(status, updatedAt, id.length % 4) } : record;
}

const EVENTS = [
  givenEvent('stored-1', 'STORED', 5 * MINUTE),
  givenEvent('stored-two', 'STORED', 2 * DAY, { source: 'extend', provider: 'extend' }),
  givenEvent('failed', 'FAILED', 3 * MINUTE),
  givenEvent('waiting', 'RECEIVED', 4 * MINUTE),
  givenEvent('leased', 'PROCESSING', MINUTE, { source: 'limai-two' }),
  givenEvent('digest', 'QUARANTINED', 2 * MINUTE),
  givenEvent('ancient', 'ARCHIVED', 20 * DAY),
];

async function list(args: readonly string[], records = EVENTS, options: RecordedOptions = {}) {
  const inbox = recordedInbox(records, options);
  const ran = await runCommand(['events', 'list', '--json', ...args], {
    connect: async () => inbox,
    now: () => NOW,
  });
  expect(ran).toMatchObject({ code: 0, err: '' });
  return eventsListSchema.parse(JSON.parse(ran.out));
}

const idsOf = ({ events }: { readonly events: readonly { readonly eventId: string }[] }) =>
  events.map(({ eventId }) => eventId);

describe('events list', () => {
  it('is of every state and source, newest change first, of the last seven days', async () => {
    expect(idsOf(await list([]))).toEqual([
      'leased',
      'digest',
      'failed',
      'waiting',
      'stored-1',
      'stored-two',
    ]);
  });

  it.each([
    [
      ['--status', 'stored'],
      ['stored-1', 'stored-two'],
    ],
    [
      ['--status', 'FAILED,received'],
      ['failed', 'waiting'],
    ],
    [
      ['--status', 'failed', '--status', 'quarantined'],
      ['digest', 'failed'],
    ],
    [
      ['--source', 'limai'],
      ['digest', 'failed', 'waiting', 'stored-1'],
    ],
    [['--source', 'limai-two'], ['leased']],
    [
      ['--since', '30d'],
      ['leased', 'digest', 'failed', 'waiting', 'stored-1', 'stored-two', 'ancient'],
    ],
    [
      ['--since', '150s'],
      ['leased', 'digest'],
    ],
    [
      ['--until', toIso(NOW - 4 * MINUTE)],
      ['waiting', 'stored-1', 'stored-two'],
    ],
    [['--day', toIso(NOW - 2 * DAY).slice(0, 10)], ['stored-two']],
    [['--document', 'file_1', '--source', 'extend'], []],
    [
      ['--document', 'file_1', '--since', '30d'],
      ['leased', 'digest', 'failed', 'waiting', 'stored-1', 'stored-two', 'ancient'],
    ],
  ])('chooses by %j', async (args, expected) => {
    expect(idsOf(await list(args))).toEqual(expected);
  });

  it.each([1, 2, 3, 5, 100])('comes in pages of %i, each event once', async (limit) => {
    // Three of one instant in every state and shard: a page may end between them.
    const crowd = Array.from({ length: 30 }, (_, n) =>
      givenEvent(
        'x'.repeat(n + 1),
        (['STORED', 'FAILED', 'RECEIVED'] as const)[n % 3] ?? 'STORED',
        Math.floor(n / 9) * MINUTE,
      ),
    );
    const found: string[] = [];
    let next: string | null = null;
    do {
      const page = await list(['--limit', String(limit), ...(next === null ? [] : ['--after', next])], crowd);
      expect(page.events.length).toBeLessThanOrEqual(limit);
      found.push(...idsOf(page));
      next = page.next;
    } while (next !== null);
    expect(found).toHaveLength(30);
    expect(new Set(found).size).toBe(30);
    expect(idsOf(await list(['--limit', '100'], crowd))).toEqual(found);
  });

  it('shows an event once and as it is now while the indexes lag behind', async () => {
    const before = givenEvent('moving', 'RECEIVED', 5 * MINUTE);
    const now = givenEvent('moving', 'STORED', MINUTE);
    const { events } = await list([], [now], { indexed: [before, now] });
    expect(events).toMatchObject([{ eventId: 'moving', status: 'STORED' }]);
    expect(idsOf(await list(['--status', 'received'], [now], { indexed: [before, now] }))).toEqual([]);
    const stale = givenEvent('moving', 'STORED', 3 * MINUTE);
    expect(idsOf(await list([], [now], { indexed: [stale, now] }))).toEqual(['moving']);
  });

  it('never shows the body a record carries', async () => {
    const [event] = (await list(['--status', 'failed'])).events;
    expect(EVENTS[2]?.rawBody).toBeDefined();
    expect(event).not.toHaveProperty('rawBody');
  });

  it('tells a person how to go on', async () => {
    const ran = await runCommand(['events', 'list', '--limit', '2'], {
      connect: async () => recordedInbox(EVENTS),
      now: () => NOW,
    });
    const lines = ran.out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^CHANGED +STATE +SOURCE +EVENT +DOCUMENT +WHY$/);
    expect(lines[1]).toMatch(/^2024-01-15T10:30:00.000Z +PROCESSING +limai-two +leased +file_1$/);
    expect(lines.at(-1)).toMatch(/^2 events; more with --after [\w-]+$/);
  });
});

describe('a row of events list', () => {
  async function readRow(record: EventRecord): Promise<string> {
    const options = { connect: async () => recordedInbox([record]), now: () => NOW };
    return (await runCommand(['events', 'list'], options)).out.split('\n')[1] ?? '';
  }

  it('has the whole key of an event that came under another’s id, by which it is found', async () => {
    const pk = `limai!same-id!${'a'.repeat(64)}`;
    expect(await readRow(givenEvent('evt', 'STORED', 0, { pk, sameIdAs: 'limai#evt' }))).toContain(` ${pk} `);
  });

  it.each([
    ['permanent', 'got 400', 'permanent: got 400'],
    ['transient', 'A replay brought nothing (transient): why', 'A replay brought nothing (transient): why'],
    [
      'extraction_failed',
      'Blurred. A replay brought nothing (transient): why',
      'extraction_failed: Blurred. A replay brought nothing (transient): why',
    ],
  ] as const)('says why: %s, %s', async (kind, message, shown) => {
    const row = await readRow(givenEvent('evt', 'STORED', 0, { lastError: { kind, message } }));
    expect(row.endsWith(` ${shown}`)).toBe(true);
  });
});
