import { toItem } from '../../../lambda/adapters/dynamodb/event-item';
import { backfillKey, reconcileKey } from '../../../lambda/domain/reconcile/reconcile-state';
import { InboxReader } from '../../../proofs/load/inbox-reader';
import { openRecord } from '../../lambda/adapters/ports/event-records';
import { type AwsCall, type FakeAws, listingXml, startFakeAws } from '../../support/aws/fake-aws';

const TABLE = 'events';

describe('InboxReader', () => {
  let aws: FakeAws;
  let reader: InboxReader;
  beforeEach(async () => {
    aws = await startFakeAws();
    const origin = process.env.AWS_ENDPOINT_URL_S3 ?? '';
    reader = new InboxReader({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: { dynamodb: origin, s3: origin, sqs: origin, secretsmanager: origin },
      table: TABLE,
      bucket: 'results',
    });
  });
  afterEach(async () => {
    reader.close();
    await aws.stop();
  });

  const sent = ({ body }: AwsCall) => JSON.parse(body.toString());

  it('finds the keys of every page of a scan', async () => {
    const second = { pk: { S: 'b' } };
    aws.answer = (call) => ({
      body: sent(call).ExclusiveStartKey
        ? { Items: [{ pk: { S: 'c' } }] }
        : { Items: [{ pk: { S: 'a' } }, second], LastEvaluatedKey: second },
    });
    expect(await reader.recordKeys()).toEqual(['a', 'b', 'c']);
  });

  it('counts no checkpoint of reconciliation among the records', async () => {
    const source = { id: 'a', provider: 'limai' };
    const keys = ['a', reconcileKey(source), backfillKey(source)];
    aws.answer = () => ({ body: { Items: keys.map((pk) => ({ pk: { S: pk } })) } });
    expect(await reader.recordKeys()).toEqual(['a']);
  });

  it('finds the keys of every page of a listing', async () => {
    aws.answer = ({ path }) => ({
      body: path.includes('continuation-token=page-2') ? listingXml(['c']) : listingXml(['a', 'b'], 'page-2'),
    });
    expect(await reader.resultKeys()).toEqual(['a', 'b', 'c']);
  });

  it('asks again for the records that a throttled table left unprocessed', async () => {
    const records = [openRecord(), openRecord(), openRecord()];
    const items = new Map(records.map((record) => [record.pk, toItem(record)]));
    aws.answer = (call) => {
      const [first, ...Keys] = sent(call).RequestItems[TABLE].Keys;
      const Responses = { [TABLE]: [items.get(first.pk.S)] };
      return { body: { Responses, ...(Keys.length > 0 && { UnprocessedKeys: { [TABLE]: { Keys } } }) } };
    };
    expect([...(await reader.records([...items.keys()])).values()]).toEqual(records);
  });
});
