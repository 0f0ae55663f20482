import { randomUUID } from 'node:crypto';
import { DynamoEventIndex, type Entry } from '../../../../lambda/adapters/dynamodb/dynamo-event-index';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import type { DynamoDbEngine } from '../../../../local/aws/engines/engines.types';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { writeAll } from '../../../support/aws/write-all';
import { storedResult } from '../../../support/records/records';
import { NOON, openRecord } from '../ports/event-records';

const TABLE = 'events';
const DAY = '2026-03-01';
const SHARDS = 3;
const ENGINES: readonly DynamoDbEngine[] =
  process.platform === 'linux' && process.arch === 'x64' ? ['dynoxide', 'dynalite'] : ['dynalite'];

describe.each(ENGINES)('DynamoEventIndex on %s', (dynamodb) => {
  const clock = { now: () => NOON };
  let bench: EngineBench;
  let store: DynamoEventStore;
  let index: DynamoEventIndex;
  beforeAll(async () => {
    bench = await startEngineBench({ dynamodb });
    await createEventTable(bench.dynamo, TABLE);
    store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    index = new DynamoEventIndex({
      client: bench.dynamo,
      table: TABLE,
      clock: { ...clock, sleep: async () => {} },
      shards: SHARDS,
    });
  }, 30_000);
  afterAll(() => bench?.stop());

  it('reads final events of a status and day newest first over all shards, and counts them', async () => {
    const times = [5, 1, 4, 2, 3];
    await createAll(times.map((n) => finalRecord('STORED', n, n % SHARDS)));
    await createAll([
      finalRecord('FAILED', 9, 0),
      { ...finalRecord('STORED', 8, 1), statusDay: 'STORED#2026-02-28#1' },
    ]);
    const query = { status: 'STORED', day: DAY } as const;
    expect((await all(index.finalKeys(query))).map(offset)).toEqual([5, 4, 3, 2, 1]);
    expect(await index.countFinal(query)).toBe(5);
    const between = { ...query, from: NOON + 2, to: NOON + 4 };
    expect((await all(index.finalKeys(between))).map(offset)).toEqual([4, 3, 2]);
    expect(await index.countFinal(between)).toBe(3);
  });

  it('reads every open event of every shard, whenever it is due', async () => {
    const shards = [0, 1, 2, 0];
    const open = shards.map((shard, n) => openRecord({ workShard: `work#${shard}`, dueAt: NOON + n * 1e9 }));
    await createAll(open);
    const keys = (await all(index.openKeys())).map(({ pk }) => pk);
    expect(keys.sort()).toEqual(open.map(({ pk }) => pk).sort());
  });

  it('reads records by the hundred, and leaves out what is gone or expired', async () => {
    const live = Array.from({ length: 120 }, (_, n) => finalRecord('ARCHIVED', n, 0));
    const expired = { ...finalRecord('ARCHIVED', 0, 0), expiresAt: NOON / 1000 };
    await createAll([...live, expired]);
    const found = await index.records([...live, expired].map(({ pk }) => pk).concat('nobody'));
    expect([...found.values()].sort(byKey)).toEqual([...live].sort(byKey));
  });

  it('reads and counts all final events of one partition that has several pages', async () => {
    // Keys of 2 kB: 600 of them are more than the 500 entries and the 1 MB of one page.
    const toPk = (n: number) => `contract#${String(n).padStart(2_000, '0')}`;
    const day = '2026-03-02';
    const records = Array.from({ length: 600 }, (_, n) => ({
      ...finalRecord('STORED', n, 0),
      pk: toPk(n),
      statusDay: `STORED#${day}#0`,
    }));
    await writeAll(records, { client: bench.dynamo, table: TABLE });
    const found = await all(index.finalKeys({ status: 'STORED', day }));
    expect(found.map(({ pk }) => pk)).toEqual(records.map(({ pk }) => pk).reverse());
    expect(await index.countFinal({ status: 'STORED', day })).toBe(600);
  });

  it('reads all open events of one shard that has several pages', async () => {
    const records = Array.from({ length: 600 }, (_, n) =>
      openRecord({ workShard: 'work#2', dueAt: NOON + n }),
    );
    await writeAll(records, { client: bench.dynamo, table: TABLE });
    const found = new Set((await all(index.openKeys())).map(({ pk }) => pk));
    expect(records.filter(({ pk }) => !found.has(pk))).toEqual([]);
  });

  function createAll(records: readonly EventRecord[]): Promise<unknown> {
    return Promise.all(records.map((record) => store.create(record)));
  }
});

const byKey = (one: EventRecord, other: EventRecord) => (one.pk < other.pk ? -1 : 1);
const offset = ({ at }: Entry) => at - NOON;

async function all(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) {
    found.push(entry);
  }
  return found;
}

function finalRecord(status: EventStatus, n: number, shard: number): EventRecord {
  const { dueAt: _due, workShard: _shard, ...record } = openRecord({ eventId: randomUUID(), status });
  const result = status === 'STORED' ? storedResult : {};
  const expiresAt = NOON / 1000 + 86_400;
  return {
    ...record,
    ...result,
    updatedAt: NOON + n,
    statusDay: `${status}#${DAY}#${shard}`,
    expiresAt,
  } as EventRecord;
}
