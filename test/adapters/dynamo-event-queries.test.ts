import { randomUUID } from 'node:crypto';
import { DynamoEventQueries } from '../../lambda/adapters/dynamo-event-queries';
import { DynamoEventStore } from '../../lambda/adapters/dynamo-event-store';
import { type EventRecord, toIso } from '../../lambda/domain/event-record';
import { NOON, openRecord } from '../contracts/event-records';
import { createEventTable } from '../support/create-event-table';
import { type EngineBench, startEngineBench } from '../support/engine-bench';

const TABLE = 'events';
const DAY = '2026-03-01';
const SHARDS = 3;

describe('DynamoEventQueries', () => {
  const clock = { now: () => NOON };
  let bench: EngineBench;
  let store: DynamoEventStore;
  let queries: DynamoEventQueries;
  beforeAll(async () => {
    bench = await startEngineBench();
    await createEventTable(bench.dynamo, TABLE);
    store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    queries = new DynamoEventQueries({ client: bench.dynamo, table: TABLE, store });
  }, 30_000);
  afterAll(() => bench?.stop());

  it('lists the events of one document, newest first, page by page, whole', async () => {
    const documentKey = `someone#${randomUUID()}`;
    const records = [1, 2, 3].map((n) => openRecord({ documentKey, receivedAt: toIso(NOON + n) }));
    await createAll(records);
    await createAll([openRecord()]);
    const first = await queries.byDocument(documentKey, { limit: 2 });
    expect(first.records).toEqual([records[2], records[1]]);
    const second = await queries.byDocument(documentKey, { limit: 2, after: first.next });
    expect(second.records).toEqual([records[0]]);
    expect(second.next).toBeUndefined();
  });

  it('leaves out what has expired', async () => {
    const documentKey = `someone#${randomUUID()}`;
    const live = openRecord({ documentKey, expiresAt: NOON / 1000 + 1 });
    await createAll([live, openRecord({ documentKey, expiresAt: NOON / 1000 })]);
    expect(await queries.byDocument(documentKey, { limit: 10 })).toEqual({ records: [live] });
  });

  it.each([1, 2, 3, 4, 20])('merges the shards of a status and day in pages of %i', async (limit) => {
    const status = 'STORED';
    const day = `20${String(30 + limit)}-01-01`;
    const times = [9, 8, 7, 6, 5, 4, 3, 2, 1];
    await createAll(times.map((n) => finalRecord(n, `${status}#${day}#${n % SHARDS === 0 ? 0 : 1}`)));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await queries.byStatus({ status, day, shards: SHARDS, limit, after });
      found.push(...page.records.map(({ updatedAt }) => updatedAt));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(times.map((n) => toIso(NOON + n)));
  });

  it('finds nothing on a day of which nothing is known', async () => {
    expect(await queries.byStatus({ status: 'FAILED', day: DAY, shards: SHARDS, limit: 5 })).toEqual({
      records: [],
    });
  });

  it('says what it expected when it is given a foreign cursor', async () => {
    const query = { status: 'FAILED', day: DAY, shards: SHARDS, limit: 5, after: '%%%' } as const;
    await expect(queries.byStatus(query)).rejects.toThrow(
      'Page cursor: expected the "next" of the page before',
    );
  });

  function createAll(records: readonly EventRecord[]): Promise<unknown> {
    return Promise.all(records.map((record) => store.create(record)));
  }
});

function finalRecord(n: number, statusDay: string): EventRecord {
  const { dueAt: _dueAt, workShard: _workShard, ...record } = openRecord({ status: 'STORED' });
  return { ...record, updatedAt: toIso(NOON + n), statusDay };
}
