import { dynamoClient, INGEST_LIMITS } from '../../../../lambda/adapters/aws-clients';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import { toItem } from '../../../../lambda/adapters/dynamodb/event-item';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { awsError, type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';
import { NOON, openRecord } from '../ports/event-records';

describe('DynamoEventStore', () => {
  let aws: FakeAws;
  let store: DynamoEventStore;
  beforeEach(async () => {
    aws = await startFakeAws();
    const clock = { now: () => NOON };
    store = new DynamoEventStore({ client: dynamoClient(INGEST_LIMITS), table: 'events', clock });
  });
  afterEach(() => aws.stop());

  it('reads with strong consistency', async () => {
    await store.get('a#1');
    expect(JSON.parse(aws.calls[0]?.body.toString() ?? '')).toMatchObject({ ConsistentRead: true });
  });

  it('goes on where the page of due events before ended', async () => {
    const place = { pk: { S: 'a#100' }, workShard: { S: 'work#0' }, dueAt: { S: toIso(NOON) } };
    aws.answer = () => ({ body: { Items: [place], LastEvaluatedKey: place } });
    const query = { shard: 'work#0', until: NOON, limit: 100 };
    const { items, next } = await store.due(query);
    expect(items).toEqual([{ pk: 'a#100', dueAt: NOON }]);
    aws.answer = () => ({ body: { Items: [] } });
    expect(await store.due({ ...query, after: next })).toEqual({ items: [] });
    const [first, second] = aws.calls.map(({ body }) => JSON.parse(body.toString()));
    expect([first.ExclusiveStartKey, second.ExclusiveStartKey]).toEqual([undefined, place]);
  });

  it('keeps attributes of a newer version that it does not know', async () => {
    const record = openRecord();
    const later = { M: { on: { N: '1.5' } } };
    aws.answer = () => ({ body: { Item: { ...toItem(record), later } } });
    expect(await store.get(record.pk)).toEqual({ ...record, later: { on: 1.5 } });
  });

  it.each(['ProvisionedThroughputExceededException', 'InternalServerError'])(
    'rejects, with the outcome unknown, on %s after all tries',
    async (type) => {
      aws.answer = () => awsError(type.startsWith('Internal') ? 500 : 400, type);
      await expect(store.create(openRecord())).rejects.toMatchObject({ name: type });
      expect(aws.calls).toHaveLength(INGEST_LIMITS.maxAttempts);
    },
  );

  it('rejects as soon as its caller gives up', async () => {
    const caller = new AbortController();
    aws.answer = () => {
      caller.abort();
      return new Promise(() => undefined);
    };
    await expect(store.create(openRecord(), { signal: caller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(aws.calls).toHaveLength(1);
  });
});
