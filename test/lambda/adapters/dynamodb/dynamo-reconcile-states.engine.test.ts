import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import { DynamoReconcileStates } from '../../../../lambda/adapters/dynamodb/dynamo-reconcile-states';
import type { ReconcileState } from '../../../../lambda/domain/reconcile/reconcile-state';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { NOON } from '../ports/event-records';

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

describe('DynamoReconcileStates', () => {
  const openStates = () => new DynamoReconcileStates({ client: bench.dynamo, table: TABLE, random });

  it('gives back what was saved, pass and all', async () => {
    const states = openStates();
    expect(await states.load(KEY)).toBeUndefined();
    expect(await states.save(KEY, FIRST)).toBe(true);
    expect(await states.load(KEY)).toEqual(FIRST);
    expect(await states.save(KEY, UNDER_WAY)).toBe(true);
    expect(await states.load(KEY)).toEqual(UNDER_WAY);
    expect(await states.save(KEY, { ...FIRST, version: 3 })).toBe(true);
    expect(await states.load(KEY)).toEqual({ ...FIRST, version: 3 });
  });

  it('keeps times as ISO 8601, and says key, attribute and types of one that is none', async () => {
    const states = openStates();
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
    const states = openStates();
    await states.save('~reconcile#two', FIRST);
    expect(await states.save('~reconcile#two', FIRST)).toBe(false);
    expect(await states.save('~reconcile#two', UNDER_WAY)).toBe(true);
    expect(await states.save('~reconcile#two', UNDER_WAY)).toBe(false);
  });

  it('knows its own write although the first answer was lost', async () => {
    const states = openStates();
    const matches = ({ action }: { action: string }) => action === 'PutItem';
    bench.gateway.addRule({ matches, fault: { kind: 'hang-up', when: 'after' }, times: 1 });
    expect(await states.save('~reconcile#lost', FIRST)).toBe(true);
  });

  it('leaves nothing in any index', async () => {
    await openStates().save('~reconcile#unseen', UNDER_WAY);
    const store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    expect((await store.due({ shard: 'work#0', until: Date.UTC(9999, 0), limit: 10 })).items).toEqual([]);
  });
});
