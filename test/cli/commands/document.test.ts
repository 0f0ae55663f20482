import { documentShowSchema } from '../../../cli/commands/document';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import { NOW, recordIn, storedResult } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

/** An event of `file_1`, received and fetched so many seconds after NOW. */
function stored(id: string, received: number, fetched: number, more: Partial<EventRecord> = {}): EventRecord {
  return recordIn('STORED', {
    ...storedResult,
    pk: `limai#${id}`,
    eventId: id,
    receivedAt: at(received),
    fetchedAt: at(fetched),
    resultKey: `results/${id}.json`,
    ...more,
  });
}

const at = (seconds: number) => NOW + seconds * 1000;

const EVENTS = [
  stored('first', 0, 50),
  stored('second', 10, 60),
  stored('late', 20, 25),
  recordIn('FAILED', { pk: 'limai#failed', eventId: 'failed', receivedAt: at(30) }),
];

function show(args: readonly string[], records: readonly EventRecord[] = EVENTS) {
  return runCommand(['document', 'show', ...args], { connect: async () => recordedInbox(records) });
}

/** The event named as current, whatever the order of receipt. */
async function findCurrent(records: readonly EventRecord[]): Promise<string | undefined> {
  const found: (string | undefined)[] = [];
  for (const events of [records, records.toReversed()]) {
    const received = events.map((event, index) => ({ ...event, receivedAt: at(index) }));
    const { out } = await show(['file_1', '--json'], received);
    found.push(documentShowSchema.parse(JSON.parse(out)).current?.eventId);
  }
  expect(found[0]).toBe(found[1]);
  return found[0];
}

/** The cells of an event's row, by heading. */
async function readRow(id: string, records: readonly EventRecord[]): Promise<Record<string, string>> {
  const [, headings = '', ...rows] = (await show(['file_1'], records)).out.split('\n');
  const row = rows.find((line) => line.includes(` ${id} `)) ?? '';
  const starts = [...headings.matchAll(/\S+/g)].map(({ index, 0: name }) => ({ index, name }));
  return Object.fromEntries(
    starts.map(({ index, name }, column) => [name, row.slice(index, starts[column + 1]?.index).trim()]),
  );
}

describe('document show', () => {
  it('shows all events over all pages, newest receipt first, and the result fetched last as current', async () => {
    const { code, out } = await show(['file_1', '--json']);
    const { current, events } = documentShowSchema.parse(JSON.parse(out));
    expect([code, events.map(({ eventId }) => eventId)]).toEqual([0, ['failed', 'late', 'second', 'first']]);
    expect(current).toEqual({
      pk: 'limai#second',
      eventId: 'second',
      fetchedAt: toIso(NOW + 60_000),
      resultKey: 'results/second.json',
    });
  });

  it('marks it for a person', async () => {
    const { out } = await show(['file_1']);
    const marked = out.split('\n').filter((line) => line.endsWith('current'));
    expect(marked).toEqual([expect.stringContaining('second')]);
    expect(out).toMatch(/\nCurrent result: results\/second\.json\n$/);
  });

  it('takes for current only what a record vouches for', async () => {
    const lost = recordIn('FAILED', { pk: 'limai#lost', eventId: 'lost', resultKey: 'results/lost.json' });
    expect(await findCurrent([...EVENTS, lost])).toBe('second');
  });

  it('says when there is no result', async () => {
    const failed = EVENTS.slice(3);
    expect((await show(['file_1'], failed)).out).toMatch(/\nNo result is stored\.\n$/);
    expect(JSON.parse((await show(['file_1', '--json'], failed)).out)).toMatchObject({ current: null });
  });

  it('ends with 1 for a document nobody knows, or several providers do', async () => {
    expect(await show(['file_2'])).toEqual({
      code: 1,
      out: '',
      err: 'No event is about a document "file_2". Is the ID complete?\n',
    });
    const other = recordIn('FAILED', {
      pk: 'extend#x',
      source: 'extend',
      provider: 'extend',
      documentKey: 'extend#file_1',
    });
    const both = await show(['file_1'], [...EVENTS, other]);
    expect([both.code, both.err]).toEqual([1, expect.stringMatching(/\(limai, extend\)\. Name a source/)]);
    const one = await show(['file_1', '--source', 'extend', '--json'], [...EVENTS, other]);
    expect(JSON.parse(one.out)).toMatchObject({ provider: 'extend', events: [{ pk: 'extend#x' }] });
  });
});

describe('the current result that document show names', () => {
  const review = { eventType: 'DOCUMENT_REVIEWED', occurredAt: toIso(at(10)) };
  const run = {
    source: 'extend',
    provider: 'extend',
    documentKey: 'extend#file_1',
    eventType: 'extract_run.processed',
  };

  it.each<[string, readonly EventRecord[], string]>([
    [
      'the review, although an extraction of before it was fetched later',
      [stored('review', 0, 20, review), stored('extracted', 0, 30, { occurredAt: toIso(at(5)) })],
      'review',
    ],
    [
      'the extraction that happened after the review',
      [stored('review', 0, 20, review), stored('extracted', 0, 30, { occurredAt: toIso(at(15)) })],
      'extracted',
    ],
    [
      'the reviewed result of a run, although the unreviewed one was fetched later',
      [
        stored('reviewed', 0, 20, { ...run, resultReviewed: true }),
        stored('unreviewed', 0, 30, { ...run, occurredAt: toIso(at(15)) }),
      ],
      'reviewed',
    ],
    [
      'the data, although a later event found nothing',
      [stored('data', 0, 20), stored('nothing', 0, 30, { resultEmpty: true })],
      'data',
    ],
    [
      'the newer data, although an old event was received again after it',
      [stored('new', 0, 20), stored('old', 0, 5, { origin: 'replay' })],
      'new',
    ],
    [
      'the result that a replay set out from',
      [stored('a', 0, 20), stored('b', 0, 30, { status: 'RECEIVED', replayedFrom: 'STORED', generation: 2 })],
      'b',
    ],
  ])('is %s', async (_, records, expected) => {
    expect(await findCurrent(records)).toBe(expected);
  });

  it.each<[string, Partial<EventRecord>, string]>([
    ['data', {}, 'data'],
    ['a review, by its type', { eventType: 'DOCUMENT_REVIEWED' }, 'reviewed'],
    ['a review, by what it says', { resultReviewed: true }, 'reviewed'],
    ['an empty one', { resultEmpty: true }, 'empty'],
    ['both', { resultEmpty: true, resultReviewed: true }, 'reviewed, empty'],
    ['another’s', { sharedResultOf: 'limai#recon' }, 'shared with limai#recon'],
    [
      'one with a replay under way',
      { status: 'PROCESSING', replayedFrom: 'STORED' },
      'data, replay under way',
    ],
    ['the content of a link', { status: 'ARCHIVED', resultKey: 'archive/x.json' }, 'content of its link'],
    ['none', { resultSha256: undefined as never }, ''],
  ])('is explained by what each event has: %s', async (_, more, expected) => {
    const row = await readRow('evt', [stored('evt', 0, 20, { occurredAt: '2024-01-15T10:30:45Z', ...more })]);
    expect(row.RESULT?.replace(/ +current$/, '')).toBe(expected);
    expect(row.HAPPENED).toBe('2024-01-15T10:30:45Z');
  });

  it('shows the whole key of an event that came under another’s id, by which it is found', async () => {
    const pk = `limai!same-id!${'a'.repeat(64)}`;
    const { out } = await show(
      ['file_1'],
      [stored('evt', 0, 20), stored('evt', 5, 30, { pk, sameIdAs: 'limai#evt' })],
    );
    expect(out).toContain(` ${pk} `);
    expect(out).toMatch(/ evt +DOCUMENT_EXTRACTED/);
  });
});
