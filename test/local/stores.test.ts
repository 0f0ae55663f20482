import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../lambda/adapters/dynamodb/event-item';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { backfillKey, reconcileKey } from '../../lambda/domain/reconcile/reconcile-state';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { Stores, waitForFinalRecords } from '../../local/stores';
import { openRecord } from '../lambda/adapters/ports/event-records';
import { type AwsCall, type FakeAws, listingXml, startFakeAws } from '../support/aws/fake-aws';

const TABLE = 'events';

describe('Stores', () => {
  let aws: FakeAws;
  let stores: Stores;
  beforeEach(async () => {
    aws = await startFakeAws();
    const origin = process.env.AWS_ENDPOINT_URL_S3 ?? '';
    stores = new Stores({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: { dynamodb: origin, s3: origin, sqs: origin, secretsmanager: origin },
      table: TABLE,
      bucket: 'results',
    });
  });
  afterEach(async () => {
    stores.close();
    await aws.stop();
  });

  const sent = ({ body }: AwsCall) => JSON.parse(body.toString());

  it('reads the records of every page of the table', async () => {
    const records = [openRecord(), openRecord(), openRecord()];
    const [first, second, third] = records.map(toItem);
    aws.answer = (call) => ({
      body: sent(call).ExclusiveStartKey
        ? { Items: [third] }
        : { Items: [first, second], LastEvaluatedKey: { pk: second?.pk } },
    });
    expect(await stores.allRecords()).toEqual(records);
    expect(await stores.allRecordKeys()).toEqual(records.map(({ pk }) => pk));
  });

  it('asks once for a key that is given twice', async () => {
    const record = openRecord();
    aws.answer = () => ({ body: { Responses: { [TABLE]: [toItem(record)] } } });
    expect([...(await stores.records([record.pk, record.pk])).values()]).toEqual([record]);
    expect(aws.calls.map((call) => sent(call).RequestItems[TABLE].Keys)).toEqual([
      [{ pk: { S: record.pk } }],
    ]);
  });

  it('counts no checkpoint of reconciliation among the records', async () => {
    const source = { id: 'a', provider: 'limai' };
    const keys = ['a', reconcileKey(source), backfillKey(source)];
    aws.answer = () => ({ body: { Items: keys.map((pk) => ({ pk: { S: pk } })) } });
    expect(await stores.allRecordKeys()).toEqual(['a']);
  });

  it('reads the keys of every page of the bucket', async () => {
    aws.answer = ({ path }) => ({
      body: path.includes('continuation-token=page-2') ? listingXml(['c']) : listingXml(['a', 'b'], 'page-2'),
    });
    expect(await stores.objectKeys()).toEqual(['a', 'b', 'c']);
  });

  it('writes again what a throttled table left unprocessed', async () => {
    const records = Array.from({ length: 30 }, () => openRecord());
    const written: unknown[] = [];
    aws.answer = (call) => {
      const requests = sent(call).RequestItems[TABLE];
      written.push(...requests.slice(0, 10).map((request: WriteRequest) => request.PutRequest?.Item));
      const left = requests.slice(10);
      return { body: { UnprocessedItems: left.length > 0 ? { [TABLE]: left } : {} } };
    };
    await stores.fill(records);
    expect(written).toHaveLength(30);
    expect(written).toEqual(expect.arrayContaining(records.map(toItem)));
  });
});

describe('waitForFinalRecords', () => {
  /** Answers each look with the next of these states. */
  function looks(...states: (EventStatus | undefined)[]) {
    const asked: (readonly string[])[] = [];
    return {
      asked,
      records: async (pks: readonly string[]) => {
        asked.push(pks);
        const status = states[Math.min(asked.length, states.length) - 1];
        return new Map(status ? pks.map((pk) => [pk, { pk, status } as EventRecord]) : []);
      },
    };
  }

  it('looks until all are final, and tells what changed', async () => {
    const { asked, ...stores } = looks(undefined, 'RECEIVED', 'PROCESSING', 'STORED');
    const open: number[] = [];
    const onOpen = (count: number) => open.push(count);
    const found = await waitForFinalRecords(stores, ['a', 'b'], { withinMs: 60_000, everyMs: 1, onOpen });
    expect([...found.values()].map(({ status }) => status)).toEqual(['STORED', 'STORED']);
    expect(asked).toHaveLength(4);
    expect(open).toEqual([2, 0]);
  });

  it('gives the records as they stand when the time is over', async () => {
    const found = await waitForFinalRecords(looks('RECEIVED'), ['a'], {
      withinMs: 5,
      everyMs: 1,
      onOpen: () => {},
    });
    expect(found.get('a')?.status).toBe('RECEIVED');
  });

  it('looks once when there is no time', async () => {
    const { asked, ...stores } = looks('RECEIVED');
    await waitForFinalRecords(stores, ['a'], { withinMs: 0, onOpen: () => {} });
    expect(asked).toEqual([['a']]);
  });
});
