import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { DynamoDbEngine } from '../../../../local/aws/engines/engines.types';
import { defaultDynamoDbEngine } from '../../../../local/aws/engines/start-engines';
import { type GivenGateway, givenGateway } from './given-gateway';

const credentials = { accessKeyId: 'tester', secretAccessKey: 'test' };

const ENGINES = [...new Set<DynamoDbEngine>([defaultDynamoDbEngine(), 'dynalite'])];

describe.each(ENGINES)('a call that nothing behind the gateway (%s) knows', (dynamodb) => {
  let given: GivenGateway;
  beforeAll(async () => {
    given = await givenGateway({ dynamodb });
  });
  afterAll(() => given.stop());

  it.each([
    'DynamoDB_20120810.NoneSuch',
    'DynamoDB_20120810.',
    'AmazonSQS.NoneSuch',
    'secretsmanager.NoneSuch',
    'secretsmanager.DeleteSecret',
    'DynamoDBStreams_20120810.ListStreams',
    'AmazonSSM.GetParameter',
    'Logs_20140328.DescribeLogGroups',
  ])('is answered as an unknown operation: %s', async (target) => {
    const answer = await fetch(given.gateway.url, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        'content-type': 'application/x-amz-json-1.0',
        authorization: 'AWS4-HMAC-SHA256 Credential=tester/20261130/us-east-1/any/aws4_request, Signature=0',
      },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { __type: string }).__type).toMatch(
      /(UnknownOperationException|InvalidAction)$/,
    );
  });

  it('is no call to S3 when it is signed for another service', async () => {
    const config = { endpoint: given.gateway.url, region: 'us-east-1', credentials, maxAttempts: 1 };
    const stacks = new CloudFormationClient(config).send(new DescribeStacksCommand({}));
    await expect(stacks).rejects.toMatchObject({ name: 'InvalidAction' });
    const metrics = new CloudWatchClient(config).send(new ListMetricsCommand({}));
    await expect(metrics).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    await expect(given.s3.send(new ListBucketsCommand({}))).resolves.toMatchObject({ Buckets: [] });
  });
});
