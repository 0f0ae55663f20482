import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../../lambda/adapters/dynamodb/event-item';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { ProofStores } from '../../../proofs/reconcile/proof-stores';
import { openRecord } from '../../lambda/adapters/ports/event-records';
import { type FakeAws, listingXml, startFakeAws } from '../../support/aws/fake-aws';

const TABLE = 'events';

describe('ProofStores', () => {
  let aws: FakeAws;
  let stores: ProofStores;
  beforeEach(async () => {
    aws = await startFakeAws();
    const origin = process.env.AWS_ENDPOINT_URL_S3 ?? '';
    stores = new ProofStores({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoints: { dynamodb: origin, s3: origin, sqs: origin, secretsmanager: origin },
      table: TABLE,
      bucket: 'results',
    } as unknown as Endpoints);
  });
  afterEach(async () => {
    stores.close();
    await aws.stop();
  });

  it('writes again what a throttled table left unprocessed', async () => {
    const records = Array.from({ length: 30 }, () => openRecord());
    const written: unknown[] = [];
    aws.answer = ({ body }) => {
      const requests = JSON.parse(body.toString()).RequestItems[TABLE];
      written.push(...requests.slice(0, 10).map((request: WriteRequest) => request.PutRequest?.Item));
      const left = requests.slice(10);
      return { body: { UnprocessedItems: left.length > 0 ? { [TABLE]: left } : {} } };
    };
    await stores.fill(records);
    expect(written).toHaveLength(30);
    expect(written).toEqual(expect.arrayContaining(records.map(toItem)));
  });

  it('reads the records of every page of the table', async () => {
    const records = [openRecord(), openRecord()];
    const [first, second] = records.map(toItem);
    aws.answer = ({ body }) => ({
      body: JSON.parse(body.toString()).ExclusiveStartKey
        ? { Items: [second] }
        : { Items: [first], LastEvaluatedKey: { pk: first?.pk } },
    });
    expect(await stores.records()).toEqual(records);
  });

  it('reads the keys of every page of the bucket', async () => {
    aws.answer = ({ path }) => ({
      body: path.includes('continuation-token=page-2') ? listingXml(['c']) : listingXml(['a', 'b'], 'page-2'),
    });
    expect(await stores.resultKeys()).toEqual(['a', 'b', 'c']);
  });
});
