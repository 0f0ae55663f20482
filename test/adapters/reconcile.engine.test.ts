import { DynamoDocumentEvents } from '../../lambda/adapters/dynamo-document-events';
import { DynamoEventStore } from '../../lambda/adapters/dynamo-event-store';
import { DynamoReconcileStates } from '../../lambda/adapters/dynamo-reconcile-states';
import { DynamoResultHolders } from '../../lambda/adapters/dynamo-result-holders';
import { S3ResultStore } from '../../lambda/adapters/s3-result-store';
import { S3StoredDocuments } from '../../lambda/adapters/s3-stored-documents';
import type { EventRecord } from '../../lambda/domain/event-record';
import { pathSegment, resultKey, sha256Hex } from '../../lambda/domain/keys';
import type { ReconcileState } from '../../lambda/domain/reconcile-state';
import type { DocumentQuery } from '../../lambda/usecases/ports';
import { NOON, openRecord } from '../contracts/event-records';
import { describeResultHoldersContract } from '../contracts/result-holders.contract';
import { createEventTable } from '../support/create-event-table';
import { BUCKET, type EngineBench, startEngineBench } from '../support/engine-bench';

const TABLE = 'events';
const KEY = '~reconcile#inbox';
const FIRST: ReconcileState = { version: 1, startedAt: '2026-01-01T00:00:00.000Z' };
const UNDER_WAY: ReconcileState = {
  ...FIRST,
  version: 2,
  pass: {
    pages: 1,
    looked: 3,
    matched: 2,
    missing: 1,
    unrecoverable: 0,
    startedAt: '2026-01-02T00:00:00.000Z',
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-01-01T23:45:00.000Z',
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
    expect((await store.due({ shard: 'work#0', until: '9999', limit: 10 })).items).toEqual([]);
  });
});

describe('DynamoDocumentEvents', () => {
  const documentKey = 'provider#doc';

  async function pksOf(query: Partial<DocumentQuery> = {}): Promise<string[]> {
    const events = new DynamoDocumentEvents({ client: bench.dynamo, table: TABLE });
    const found: string[] = [];
    for await (const { pk } of events.eventsOf({ documentKey, source: 'mine', ...query })) {
      found.push(pk);
    }
    return found;
  }

  beforeAll(async () => {
    const store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    const events: Partial<EventRecord>[] = [
      { pk: 'mine#one', eventId: 'one', source: 'mine', receivedAt: '2026-01-01T00:00:00.000Z' },
      {
        pk: 'mine#recon:doc',
        eventId: 'recon:doc',
        source: 'mine',
        receivedAt: '2026-01-02T00:00:00.000Z',
        expiresAt: 1,
      },
      { pk: 'other#one', eventId: 'one', source: 'other', receivedAt: '2026-01-03T00:00:00.000Z' },
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

  it('gives nothing of a document nobody knows', async () => {
    expect(await pksOf({ documentKey: 'provider#unknown' })).toEqual([]);
  });
});

describe('S3StoredDocuments', () => {
  it('names the documents of one source that have a result, and lists them once', async () => {
    const results = new S3ResultStore({ client: bench.s3, bucket: BUCKET, clock });
    const parts = { provider: 'p', receivedAt: '2026-01-01T00:00:00.000Z', eventId: 'recon:x' };
    for (const [source, documentId] of [
      ['mine', 'doc-1'],
      ['mine', 'odd id/2'],
      ['mine-2', 'doc-3'],
    ] as const) {
      const key = resultKey({ ...parts, source, documentId });
      const body = Buffer.from('{}');
      const identity = { pk: key, generation: 1, fetchedAt: parts.receivedAt };
      await results.put({ key, body, sha256: sha256Hex(body), identity, condition: { ifNoneMatch: '*' } });
    }
    const stored = new S3StoredDocuments(bench.s3, BUCKET);
    expect(await stored.segmentsOf('p', 'mine')).toEqual(new Set(['doc-1', pathSegment('odd id/2')]));
    const lists = () =>
      bench.gateway
        .calls()
        .filter(({ action }) => action.startsWith('List'))
        .reduce((sum, { count }) => sum + count, 0);
    const before = lists();
    expect(before).toBeGreaterThan(0);
    await stored.segmentsOf('p', 'mine');
    expect(lists()).toBe(before);
  });
});
