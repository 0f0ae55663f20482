import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  dynamoClient,
  s3Client,
  secretsManagerClient,
  sqsClient,
  WORKER_LIMITS,
} from '../../../lambda/adapters/aws-clients';
import { FIPS_REGIONS } from '../../../lib/config/config-rules';

const MEANT = new Error('no call is made');

interface AnyClient {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

/** The host that a call would go to. */
async function findHost<Client extends AnyClient>(
  client: Client,
  call: (client: Client) => Promise<unknown>,
) {
  let host = '';
  const stop = () => async (args: { request: { hostname: string } }) => {
    host = args.request.hostname;
    throw MEANT;
  };
  client.middlewareStack.add(stop, { step: 'finalizeRequest', priority: 'low' });
  await call(client).catch((error: unknown) => {
    if (error !== MEANT) {
      throw error;
    }
  });
  return host;
}

/** Each service that the functions call, by the host of one call. The queue's URL names the ordinary endpoint, as CloudFormation's does. */
async function hosts(region: string): Promise<string[]> {
  const QueueUrl = `https://sqs.${region}.amazonaws.com/111122223333/q`;
  return Promise.all([
    findHost(dynamoClient(WORKER_LIMITS), (client) =>
      client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } })),
    ),
    findHost(s3Client(WORKER_LIMITS), (client) =>
      client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' })),
    ),
    findHost(secretsManagerClient(WORKER_LIMITS), (client) =>
      client.send(new GetSecretValueCommand({ SecretId: 'a' })),
    ),
    findHost(sqsClient(WORKER_LIMITS), (client) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })),
    ),
  ]);
}

describe('the endpoints that functions call', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  function given(region: string, fips: string | undefined): void {
    process.env = { ...before, AWS_REGION: region, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    delete process.env.AWS_USE_FIPS_ENDPOINT;
    if (fips !== undefined) {
      process.env.AWS_USE_FIPS_ENDPOINT = fips;
    }
  }

  it.each(FIPS_REGIONS)('are the FIPS ones in %s when that is configured, SQS too', async (region) => {
    given(region, 'true');
    const sqs = region.startsWith('us-gov-') ? 'sqs' : 'sqs-fips';
    const dynamodb = region.startsWith('us-gov-') ? 'dynamodb' : 'dynamodb-fips';
    expect(await hosts(region)).toEqual([
      expect.stringMatching(new RegExp(`^${dynamodb}(-fips)?\\.${region}\\.`)),
      `bucket.s3-fips.${region}.amazonaws.com`,
      `secretsmanager-fips.${region}.amazonaws.com`,
      `${sqs}.${region}.amazonaws.com`,
    ]);
  });

  it.each([undefined, 'false'])('are the ordinary ones with AWS_USE_FIPS_ENDPOINT=%s', async (fips) => {
    given('eu-central-1', fips);
    expect(await hosts('eu-central-1')).toEqual([
      'dynamodb.eu-central-1.amazonaws.com',
      'bucket.s3.eu-central-1.amazonaws.com',
      'secretsmanager.eu-central-1.amazonaws.com',
      'sqs.eu-central-1.amazonaws.com',
    ]);
  });
});
