import { documentShowSchema } from '../../cli/schemas';
import { type EventRecord, toIso } from '../../lambda/domain/event-record';
import { NOW, recordIn, storedResult } from '../support/records';
import { recordedInbox } from './recorded-inbox';
import { runCommand } from './run-command';

/** An event of `file_1`, received and fetched so many seconds after NOW. */
function stored(id: string, received: number, fetched: number): EventRecord {
  return recordIn('STORED', {
    ...storedResult,
    pk: `limai#${id}`,
    eventId: id,
    receivedAt: toIso(NOW + received * 1000),
    fetchedAt: toIso(NOW + fetched * 1000),
    resultKey: `results/${id}.json`,
  });
}

const EVENTS = [
  stored('first', 0, 50),
  stored('second', 10, 60),
  stored('late', 20, 25),
  recordIn('FAILED', { pk: 'limai#failed', eventId: 'failed', receivedAt: toIso(NOW + 30_000) }),
];

function show(args: readonly string[], records: readonly EventRecord[] = EVENTS) {
  return runCommand(['document', 'show', ...args], { connect: async () => recordedInbox(records) });
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

  it('takes for current only what a record vouches for now', async () => {
    const unfinished = { ...stored('again', 40, 90), status: 'FAILED' as const };
    const { out } = await show(['file_1', '--json'], [...EVENTS, unfinished]);
    expect(JSON.parse(out)).toMatchObject({ current: { eventId: 'second' } });
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
      err: 'No event is of a document "file_2". Is its id spelt in full?\n',
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
