import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { deploy } from '../../../../local/aws/deploy/deploy';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import type { Template } from '../../../../local/aws/template/template';
import { type GivenGateway, givenGateway } from '../gateway/given-gateway';
import { edited, smallApp } from './edited';

describe.each(['dynoxide', 'dynalite'] as const)('deploy on %s', (dynamodb) => {
  let dataDir: string;
  let given: GivenGateway;
  let template: Template;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'deploy-'));
    given = await givenGateway({ dynamodb, dataDir });
    template = await smallApp();
  });

  afterEach(async () => {
    await given.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  function deployed(app: Template = template): Promise<Deployment> {
    return deploy(app, { clients: given, apiEndpoint: 'http://127.0.0.1:4571' });
  }

  async function restart(): Promise<void> {
    await given.stop();
    given = await givenGateway({ dynamodb, dataDir });
  }

  it('creates tables, queues, the bucket and the secret as the template says', async () => {
    const { resources } = await deployed();

    const { Table } = await given.dynamodb.send(
      new DescribeTableCommand({ TableName: resources.get('Table')?.physicalId }),
    );
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byDay']);
    expect(Table?.DeletionProtectionEnabled).toBe(true);
    expect(resources.get('Table')?.attributes.Arn).toBe(
      'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Table',
    );
    const { TimeToLiveDescription } = await given.dynamodb.send(
      new DescribeTimeToLiveCommand({ TableName: 'Small-Table' }),
    );
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const replicated = await given.dynamodb.send(new DescribeTableCommand({ TableName: 'Small-Replicated' }));
    expect(replicated.Table?.DeletionProtectionEnabled).toBe(true);

    const { Attributes } = await given.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: resources.get('Queue')?.physicalId,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
      }),
    );
    expect(Attributes?.VisibilityTimeout).toBe('45');
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Small-DeadLetters',
      maxReceiveCount: 5,
    });
    await given.s3.send(new HeadBucketCommand({ Bucket: 'small-bucket' }));
  });

  it('uses again what an earlier run made, and keeps a secret that was put in', async () => {
    const first = await deployed();
    const SecretId = String(first.resources.get('Secret')?.physicalId);
    await given.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'real key' }));
    await restart();

    const second = await deployed();

    expect(second.outputs).toEqual(first.outputs);
    expect(second.resources.get('Secret')?.physicalId).toBe(SecretId);
    const { SecretString } = await given.secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(SecretString).toBe('real key');
  });

  it('deploys twice on running engines', async () => {
    const first = await deployed();

    await expect(deployed()).resolves.toMatchObject({ outputs: first.outputs });
  });

  it('adds an index that the template has gained, or says that the engine cannot', async () => {
    await deployed();
    const gained = edited(template, 'Table', {
      properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'day', AttributeType: 'S' },
          { AttributeName: 'due', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: ['day', 'due'].map((name) => ({
          IndexName: name === 'day' ? 'byDay' : 'byDue',
          KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      },
    });

    if (dynamodb === 'dynalite') {
      await expect(deployed(gained)).rejects.toThrow(
        'Table Small-Table: the dynalite engine cannot add an index to a table that exists.',
      );
      return;
    }
    await deployed(gained);

    const { Table } = await given.dynamodb.send(new DescribeTableCommand({ TableName: 'Small-Table' }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual([
      'byDay',
      'byDue',
    ]);
  });

  it('does not touch a table whose key is another', async () => {
    await deployed();
    const changed = edited(template, 'Table', {
      properties: { KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }] },
    });

    await expect(deployed(changed)).rejects.toThrow(
      'Resource Table: the existing table has the key HASH pk, expected HASH day. Its data was made by another version of the template: use another data directory.',
    );
  });
});
