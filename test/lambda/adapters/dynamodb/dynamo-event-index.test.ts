import { dynamoClient, WORKER_LIMITS } from '../../../../lambda/adapters/aws-clients';
import { DynamoEventIndex } from '../../../../lambda/adapters/dynamodb/dynamo-event-index';
import { type Item, toItem } from '../../../../lambda/adapters/dynamodb/event-item';
import { type AwsAnswer, type AwsCall, type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';
import { NOON, openRecord } from '../ports/event-records';

const TABLE = 'events';

describe('DynamoEventIndex', () => {
  let aws: FakeAws;
  let index: DynamoEventIndex;
  let waits: number[];
  beforeEach(async () => {
    aws = await startFakeAws();
    waits = [];
    const clock = { now: () => NOON, sleep: async (milliseconds: number) => void waits.push(milliseconds) };
    index = new DynamoEventIndex({ client: dynamoClient(WORKER_LIMITS), table: TABLE, clock, shards: 1 });
  });
  afterEach(() => aws.stop());

  it('asks again for the keys that a throttled BatchGetItem left unprocessed', async () => {
    const records = Array.from({ length: 120 }, () => openRecord());
    const items = new Map(records.map((record) => [record.pk, toItem(record)]));
    aws.answer = throttledBatchGet(items, 40);
    const found = await index.records(records.map(({ pk }) => pk));
    expect([...found.values()]).toEqual(records);
    expect(aws.calls.map((call) => readKeys(call).length)).toEqual([100, 60, 20, 20]);
    expect(waits).toEqual([50, 100]);
  });

  it('gives up on a table that stays throttled, and says how much was not read', async () => {
    aws.answer = throttledBatchGet(new Map(), 0);
    await expect(index.records(['a', 'b'])).rejects.toThrow('2 records were not read');
    expect(aws.calls).toHaveLength(10);
    expect(waits.at(-1)).toBe(12_800);
  });

  it('leaves out a record that a throttled table does not have', async () => {
    const record = openRecord();
    aws.answer = throttledBatchGet(new Map([[record.pk, toItem(record)]]), 1);
    const found = await index.records(['nobody', record.pk]);
    expect([...found.keys()]).toEqual([record.pk]);
  });
});

/** A table that processes so many keys of each call. */
function throttledBatchGet(
  items: ReadonlyMap<string, Item>,
  processed: number,
): (call: AwsCall) => AwsAnswer {
  return (call) => {
    const keys = readKeys(call);
    const found = keys
      .slice(0, processed)
      .map((pk) => items.get(pk))
      .filter((item) => item !== undefined);
    const Keys = keys.slice(processed).map((pk) => ({ pk: { S: pk } }));
    return {
      body: { Responses: { [TABLE]: found }, UnprocessedKeys: Keys.length > 0 ? { [TABLE]: { Keys } } : {} },
    };
  };
}

function readKeys({ body }: AwsCall): readonly string[] {
  const { RequestItems } = JSON.parse(body.toString());
  return RequestItems[TABLE].Keys.map(({ pk }: Item) => pk?.S ?? '');
}
