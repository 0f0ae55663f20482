import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { functionCredentials, mappingCredentials } from '../../../../local/aws/access-keys';
import { Authorization } from '../../../../local/aws/authorization/authorization';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import type { Json } from '../../../../local/aws/template/json';
import { type GivenGateway, givenGateway } from '../gateway/given-gateway';
import { givenDeployment, INGEST } from './given-deployment';

const USER =
  'User: arn:aws:sts::000000000000:assumed-role/Stack-Role/Stack-Ingest is not authorized to perform: ';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/1';
const Bucket = 'inbox';

let given: GivenGateway;
let authorization: Authorization;
let secretArn = '';
let QueueUrl = '';

beforeAll(async () => {
  given = await givenGateway({ dynamodb: 'dynalite', authorize: (call) => authorization.authorize(call) });
  authorization = new Authorization();
  const { s3, secrets, sqs } = given.createClients('local');
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'raw/there', Body: 'x' }));
  secretArn = (await secrets.send(new CreateSecretCommand({ Name: 'token', SecretString: 'x' }))).ARN ?? '';
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'work' }))).QueueUrl ?? '';
});

beforeEach(() => {
  authorization = new Authorization();
});

afterAll(() => given.stop());

function govern(statements: readonly Json[], change: Partial<Deployment> = {}) {
  authorization.govern(givenDeployment(statements, change));
  return given.createClients(functionCredentials('Ingest').accessKeyId);
}

function allow(Action: Json, Resource: Json, Condition?: Json): Json {
  return { Effect: 'Allow', Action, Resource, ...(Condition !== undefined && { Condition }) };
}

const send = () => new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
const getItem = new GetItemCommand({ TableName: 'events', Key: { pk: { S: 'x' } } });

describe('a function', () => {
  it('is refused what its role does not allow, in the words of each service', async () => {
    const { dynamodb, s3, secrets, sqs } = govern([allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`)]);
    const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/events';
    await expect(dynamodb.send(getItem)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `${USER}dynamodb:GetItem on resource: ${table} because no identity-based policy allows the dynamodb:GetItem action`,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'token' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`secretsmanager:GetSecretValue on resource: ${secretArn} because`),
      $metadata: { httpStatusCode: 400 },
    });
    await expect(sqs.send(send())).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `${USER}sqs:sendmessage on resource: ${QUEUE} because no identity-based policy allows the sqs:sendmessage action`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'raw/there' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:GetObject on resource: "arn:aws:s3:::inbox/raw/there" because'),
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('may do what its role allows; Lambda feeds it by the same role', async () => {
    const { sqs } = govern([allow(['sqs:SendMessage'], QUEUE)]);
    await expect(sqs.send(send())).resolves.toBeDefined();
    const mapping = given.createClients(mappingCredentials('Ingest').accessKeyId).sqs;
    const Entries = [{ Id: '1', MessageBody: 'x' }];
    await expect(mapping.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).resolves.toBeDefined();
    expect(authorization.report()).toMatchObject({
      grants: [{ role: 'IngestRole', action: 'sqs:SendMessage', resource: QUEUE, count: 2 }],
      denied: [],
    });
  });

  it('is told 404 for a missing key only if it may list the bucket', async () => {
    const Key = 'raw/missing';
    const read = allow('s3:GetObject', `arn:aws:s3:::${Bucket}/raw/*`);
    const blind = govern([read]).s3;
    await expect(blind.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::inbox"'),
    });
    await expect(blind.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    const listing = govern([read, allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`)]).s3;
    await expect(listing.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(listing.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('obeys the policies of buckets and queues: what comes through the gateway came through TLS', async () => {
    const guard = (secure: string) => ({
      logicalId: 'QueuePolicy',
      resourceArn: QUEUE,
      document: {
        Statement: {
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Resource: QUEUE,
          Condition: { Bool: { 'aws:SecureTransport': secure } },
        },
      },
    });
    const statements = [allow('sqs:SendMessage', QUEUE)];
    await expect(
      govern(statements, { resourcePolicies: [guard('false')] }).sqs.send(send()),
    ).resolves.toBeDefined();
    await expect(govern(statements, { resourcePolicies: [guard('true')] }).sqs.send(send())).rejects.toThrow(
      'sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:work with an explicit deny in a resource-based policy',
    );
  });

  it('needs the key of what is encrypted with one, through the service that holds it', async () => {
    const queue = {
      type: 'AWS::SQS::Queue',
      physicalId: QueueUrl,
      attributes: { Arn: QUEUE },
      properties: { KmsMasterKeyId: KEY },
    };
    const change = { resources: new Map([['Queue', queue]]), resourcePolicies: [keyPolicy()] };
    const via = (service: string) => ({
      StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
    });
    const statements = [allow('sqs:SendMessage', QUEUE), allow('kms:GenerateDataKey', KEY, via('sqs'))];
    await expect(govern(statements, change).sqs.send(send())).rejects.toMatchObject({
      name: 'KmsAccessDenied',
      message: expect.stringContaining('kms:Decrypt on resource'),
    });
    const wrong = [...statements, allow('kms:Decrypt', KEY, via('s3'))];
    await expect(govern(wrong, change).sqs.send(send())).rejects.toThrow('kms:Decrypt on resource');
    const right = [...statements, allow('kms:Decrypt', KEY, via('sqs'))];
    await expect(govern(right, change).sqs.send(send())).resolves.toBeDefined();
    await expect(govern(right, { ...change, resourcePolicies: [] }).sqs.send(send())).rejects.toThrow(
      'kms:GenerateDataKey on resource',
    );
  });

  it('is refused a start with policies that nobody can judge', () => {
    expect(() =>
      govern([allow('sqs:SendMessage', QUEUE, { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })]),
    ).toThrow('Role IngestRole12AB34CD: condition key aws:SourceIp is not known to the local run.');
    const [role] = givenDeployment([]).roles;
    const managed = role
      ? [{ ...role, managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] }]
      : [];
    expect(() => govern([], { roles: managed })).toThrow(
      'got managed policies (arn:aws:iam::aws:policy/Admin',
    );
    expect(() => govern([], { functions: [{ ...INGEST, role: 'arn:other' }] })).toThrow(
      'Function Ingest: got the role arn:other, expected one of this stack.',
    );
  });
});

describe('anybody else', () => {
  it('is an administrator by one of two keys, whom no policy binds and no report counts', async () => {
    govern([]);
    for (const key of ['local', 'deployer']) {
      await expect(given.createClients(key).sqs.send(send())).resolves.toBeDefined();
    }
    expect(authorization.report()).toEqual({ grants: [], denied: [] });
  });

  it.each([
    ['dynamodb', 'UnrecognizedClientException', 400],
    ['secretsmanager', 'UnrecognizedClientException', 400],
    ['sqs', 'InvalidClientTokenId', 403],
    ['s3', 'InvalidAccessKeyId', 403],
  ] as const)('is unknown to %s: %s', async (service, name, httpStatusCode) => {
    const { dynamodb, secrets, sqs, s3 } = given.createClients('AKIASTRANGER');
    const calls = {
      dynamodb: () => dynamodb.send(getItem),
      secretsmanager: () => secrets.send(new GetSecretValueCommand({ SecretId: 'token' })),
      sqs: () => sqs.send(send()),
      s3: () => s3.send(new GetObjectCommand({ Bucket, Key: 'raw/there' })),
    };
    await expect(calls[service]()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('is refused without a signature', async () => {
    const read = await fetch(`${given.gateway.url}/${Bucket}/raw/there`);
    expect([read.status, await read.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const call = await fetch(given.gateway.url, { method: 'POST', headers, body: '{}' });
    expect([call.status, await call.json()]).toEqual([
      400,
      expect.objectContaining({ __type: 'MissingAuthenticationTokenException' }),
    ]);
  });
});

describe('what Lambda does in a function’s name', () => {
  const group = 'arn:aws:logs:us-east-1:000000000000:log-group:Stack-Logs';
  const put = { action: 'logs:PutLogEvents', resource: `${group}:log-stream:local` };

  it('is judged as its own calls are', () => {
    govern([allow('logs:PutLogEvents', `${group}:*`)]);
    expect(authorization.allows('Ingest', put)).toBe(true);
    expect(authorization.allows('Ingest', { ...put, action: 'logs:CreateLogStream' })).toBe(false);
    expect(authorization.allows('Nobody', put)).toBe(false);
    expect(authorization.report().denied).toEqual([
      { role: 'IngestRole', action: 'logs:CreateLogStream', resource: put.resource, count: 1 },
    ]);
  });

  it('needs the consent of the log group’s key to the service, and no permission of the role', () => {
    const logs = {
      type: 'AWS::Logs::LogGroup',
      physicalId: 'Stack-Logs',
      attributes: { Arn: `${group}:*` },
      properties: { KmsKeyId: KEY },
    };
    const consent = {
      Effect: 'Allow',
      Action: 'kms:GenerateDataKey*',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Resource: '*',
      Condition: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:000000000000:log-group:*' },
      },
    };
    const change = { resources: new Map([['Logs', logs]]) };
    const statements = [allow('logs:PutLogEvents', `${group}:*`)];
    govern(statements, { ...change, resourcePolicies: [keyPolicy()] });
    expect(authorization.allows('Ingest', put)).toBe(false);
    govern(statements, { ...change, resourcePolicies: [keyPolicy(consent)] });
    expect(authorization.allows('Ingest', put)).toBe(true);
  });
});

/** As the CDK writes it: whoever may use the key by a policy of the account's own. */
function keyPolicy(...more: Json[]) {
  const account = { AWS: 'arn:aws:iam::000000000000:root' };
  const Statement = [{ Effect: 'Allow', Action: 'kms:*', Principal: account, Resource: '*' }, ...more];
  return { logicalId: 'Key', resourceArn: KEY, document: { Statement } };
}
