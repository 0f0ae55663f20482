import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDocumentEvents } from '../../../../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import { DynamoReconcileStates } from '../../../../lambda/adapters/dynamodb/dynamo-reconcile-states';
import { DynamoResultHolders } from '../../../../lambda/adapters/dynamodb/dynamo-result-holders';
import { S3StoredDocuments } from '../../../../lambda/adapters/s3/s3-stored-documents';
import type { ReconcileState } from '../../../../lambda/domain/reconcile/reconcile-state';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { pathSegment, resultKey } from '../../../../lambda/domain/record/keys';
import { concurrently } from '../../../../lambda/usecases/concurrently';
import type { DocumentQuery } from '../../../../lambda/usecases/ports';
import { createEventTable } from '../../../support/aws/create-event-table';
import { BUCKET, type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { writeAll } from '../../../support/aws/write-all';
import { NOON, openRecord } from '../ports/event-records';
import { describeResultHoldersContract } from '../ports/result-holders.contract';

const TABLE = 'events';
const KEY = '~reconcile#inbox';
const FIRST: ReconcileState = { version: 1, startedAt: Date.parse('2026-01-01T00:00:00.000Z') };
const UNDER_WAY: ReconcileState = {
  ...FIRST,
  version: 2,
  scan: {
    pages: 1,
    listed: 3,
    matched: 2,
    missing: 1,
    unrecoverable: 0,
    startedAt: Date.parse('2026-01-02T00:00:00.000Z'),
    since: Date.parse('2026-01-01T00:00:00.000Z'),
    until: Date.parse('2026-01-01T23:45:00.000Z'),
    cursor: '0.450.0',
    seen: 'abcdefgh',
  },
};

const clock = { now: () => NOON, sleep: async () => {} };
let bench: EngineBench;
let tokens = 0;
const random = { token: () => `token-${tokens++}` };

beforeAll(async () => {
  bench = await startEngineBench();
  await createEventTable(bench.dynamo, TABLE);
}, 30_000);
afterAll(() => bench?.stop());

describeResultHoldersContract('DynamoResultHolders', async () => {
  const holding = { time: NOON, now: () => holding.time };
  const holders = new DynamoResultHolders({ client: bench.dynamo, table: TABLE, clock: holding });
  return { holders, clock: holding };
});

describe('DynamoReconcileStates', () => {
  const statesOf = () => new DynamoReconcileStates({ client: bench.dynamo, table: TABLE, random });

  it('gives back what was saved, pass and all', async () => {
    const states = statesOf();
    expect(await states.load(KEY)).toBeUndefined();
    expect(await states.save(KEY, FIRST)).toBe(true);
    expect(await states.load(KEY)).toEqual(FIRST);
    expect(await states.save(KEY, UNDER_WAY)).toBe(true);
    expect(await states.load(KEY)).toEqual(UNDER_WAY);
    expect(await states.save(KEY, { ...FIRST, version: 3 })).toBe(true);
    expect(await states.load(KEY)).toEqual({ ...FIRST, version: 3 });
  });

  it('keeps times as ISO 8601, and says key, attribute and types of one that is none', async () => {
    const states = statesOf();
    const key = '~reconcile#times';
    await states.save(key, FIRST);
    await states.save(key, UNDER_WAY);
    const Key = { pk: { S: key } };
    const { Item: item = {} } = await bench.dynamo.send(new GetItemCommand({ TableName: TABLE, Key }));
    expect(item.startedAt).toEqual({ S: '2026-01-01T00:00:00.000Z' });
    expect(item.scan?.M?.until).toEqual({ S: '2026-01-01T23:45:00.000Z' });
    const scan = { M: { ...item.scan?.M, since: { S: 'secret' } } };
    await bench.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: { ...item, scan } }));
    await expect(states.load(key)).rejects.toMatchObject({
      name: 'InvalidRecordError',
      message: `Record ${key}: scan: since: got string, expected an ISO 8601 time.`,
    });
  });

  it('refuses a second first write, and one that another has overtaken', async () => {
    const states = statesOf();
    await states.save('~reconcile#two', FIRST);
    expect(await states.save('~reconcile#two', FIRST)).toBe(false);
    expect(await states.save('~reconcile#two', UNDER_WAY)).toBe(true);
    expect(await states.save('~reconcile#two', UNDER_WAY)).toBe(false);
  });

  it('knows its own write although the first answer was lost', async () => {
    const states = statesOf();
    const matches = ({ action }: { action: string }) => action === 'PutItem';
    bench.gateway.addRule({ matches, fault: { kind: 'hang-up', when: 'after' }, times: 1 });
    expect(await states.save('~reconcile#lost', FIRST)).toBe(true);
  });

  it('leaves nothing in any index', async () => {
    await statesOf().save('~reconcile#unseen', UNDER_WAY);
    const store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    expect((await store.due({ shard: 'work#0', until: Date.UTC(9999, 0), limit: 10 })).items).toEqual([]);
  });
});

describe('DynamoDocumentEvents', () => {
  const documentKey = 'provider#doc';

  async function pksOf(query: Partial<DocumentQuery> = {}): Promise<string[]> {
    const events = new DynamoDocumentEvents({ client: bench.dynamo, table: TABLE });
    const found: string[] = [];
    for await (const { pk } of events.listEvents({ documentKey, source: 'mine', ...query })) {
      found.push(pk);
    }
    return found;
  }

  beforeAll(async () => {
    const store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    const events: Partial<EventRecord>[] = [
      { pk: 'mine#one', eventId: 'one', source: 'mine', receivedAt: Date.parse('2026-01-01T00:00:00.000Z') },
      {
        pk: 'mine#recon:doc',
        eventId: 'recon:doc',
        source: 'mine',
        receivedAt: Date.parse('2026-01-02T00:00:00.000Z'),
        expiresAt: 1,
      },
      {
        pk: 'other#one',
        eventId: 'one',
        source: 'other',
        receivedAt: Date.parse('2026-01-03T00:00:00.000Z'),
      },
    ];
    for (const event of events) {
      await store.create(openRecord({ documentKey, documentId: 'doc', ...event }));
    }
  });

  it('gives one source’s records, newest first, expired ones that still stand too', async () => {
    expect(await pksOf()).toEqual(['mine#recon:doc', 'mine#one']);
  });

  it('reads no record whose id begins otherwise', async () => {
    const reads = () =>
      bench.gateway
        .calls()
        .filter(({ action }) => action === 'GetItem')
        .reduce((sum, { count }) => sum + count, 0);
    const before = reads();
    expect(await pksOf({ idPrefix: 'recon:' })).toEqual(['mine#recon:doc']);
    expect(reads() - before).toBe(1);
  });

  it('gives all events of a document that has several pages of them', async () => {
    const crowded = 'provider#crowded';
    // Two pages of 100 entries and a half.
    const events = Array.from({ length: 250 }, (_, n) =>
      openRecord({
        documentKey: crowded,
        source: 'mine',
        eventId: n === 0 ? 'recon:oldest' : `event-${n}`,
        receivedAt: NOON + n,
      }),
    );
    await writeAll(events, { client: bench.dynamo, table: TABLE });
    expect(await pksOf({ documentKey: crowded })).toEqual(events.map(({ pk }) => pk).reverse());
    expect(await pksOf({ documentKey: crowded, idPrefix: 'recon:' })).toEqual([events[0]?.pk]);
  });

  it('gives nothing of a document nobody knows', async () => {
    expect(await pksOf({ documentKey: 'provider#unknown' })).toEqual([]);
  });
});

describe('S3StoredDocuments', () => {
  const keyOf = (source: string, documentId: string) =>
    resultKey({
      provider: 'p',
      source,
      documentId,
      receivedAt: Date.parse('2026-01-01T00:00:00.000Z'),
      eventId: 'recon:x',
    });

  const givenObjects = (keys: readonly string[]) =>
    concurrently(keys, 16, async (Key) => {
      await bench.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' }));
    });

  it('names the documents of one source that have a result, and lists them once', async () => {
    await givenObjects([keyOf('mine', 'doc-1'), keyOf('mine', 'odd id/2'), keyOf('mine-2', 'doc-3')]);
    const stored = new S3StoredDocuments(bench.s3, BUCKET);
    expect(await stored.listSegments('p', 'mine')).toEqual(new Set(['doc-1', pathSegment('odd id/2')]));
    const lists = () =>
      bench.gateway
        .calls()
        .filter(({ action }) => action.startsWith('List'))
        .reduce((sum, { count }) => sum + count, 0);
    const before = lists();
    expect(before).toBeGreaterThan(0);
    await stored.listSegments('p', 'mine');
    expect(lists()).toBe(before);
  });

  it('names the documents of a source with more results than one listing gives (1,000)', async () => {
    const ids = Array.from({ length: 1_100 }, (_, n) => `doc-${n}`);
    await givenObjects(ids.map((id) => keyOf('crowded', id)));
    const found = await new S3StoredDocuments(bench.s3, BUCKET).listSegments('p', 'crowded');
    expect(found).toEqual(new Set(ids));
  }, 30_000);
});
