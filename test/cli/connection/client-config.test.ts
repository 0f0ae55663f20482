import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../../cli/connection/client-config';
import { type FakeAws, startFakeAws } from '../../support/aws/fake-aws';

/** What a developer's shell may say to the SDK; nothing here concerns a local run. */
const HOSTILE = {
  AWS_PROFILE: 'hostile',
  AWS_REGION: 'us-gov-west-1',
  AWS_DEFAULT_REGION: 'us-gov-west-1',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_DEFAULTS_MODE: 'none-such',
  AWS_RETRY_MODE: 'none-such',
  AWS_MAX_ATTEMPTS: 'many',
  AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a,httpBearerAuth',
  AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required',
  AWS_ENABLE_ENDPOINT_DISCOVERY: 'true',
  AWS_S3_USE_ARN_REGION: 'perhaps',
  AWS_S3_DISABLE_EXPRESS_SESSION_AUTH: 'perhaps',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'PERHAPS',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'PERHAPS',
  AWS_SIGV4A_SIGNING_REGION_SET: '*',
};
const PROFILE = `[profile hostile]
use_fips_endpoint = true
use_dualstack_endpoint = true
retry_mode = none-such
max_attempts = many
credential_process = false
ca_bundle = /no/such/file
`;

let directory: string;
let aws: FakeAws;
let before: NodeJS.ProcessEnv;

beforeEach(async () => {
  before = { ...process.env };
  directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  const file = join(directory, 'config');
  writeFileSync(file, PROFILE);
  aws = await startFakeAws();
  Object.assign(process.env, HOSTILE, { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: file });
});

afterEach(async () => {
  process.env = before;
  await aws.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('clients of a local run', () => {
  it('call its endpoint as its user, whatever shell and ~/.aws say', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? '';
    for (const service of ['DYNAMODB', 'SQS', 'S3', 'SECRETS_MANAGER']) {
      process.env[`AWS_ENDPOINT_URL_${service}`] = 'http://127.0.0.1:9';
    }
    const credentials = { accessKeyId: 'me', secretAccessKey: 'local' };
    const config = localClientConfig({ endpoint, region: 'us-east-1', credentials });
    await new DynamoDBClient(config).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));
    await new SQSClient(config).send(
      new ReceiveMessageCommand({ QueueUrl: 'http://127.0.0.1:9/000000000000/q' }),
    );
    await new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: 's' }));
    await new S3Client(config).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'GetItem',
      'ReceiveMessage',
      'GetSecretValue',
      'GET',
    ]);
    expect(aws.calls.at(-1)?.path).toMatch(/^\/b\/k\b/);
    for (const { headers } of aws.calls) {
      expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=me\/\d+\/us-east-1\//);
    }
  });
});
