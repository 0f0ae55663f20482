import { join } from 'node:path';
import { deploy } from '../../../../local/aws/deploy/deploy';
import type { Deployment } from '../../../../local/aws/deploy/deployment';
import type { JsonObject } from '../../../../local/aws/template/json';
import type { Template } from '../../../../local/aws/template/template';
import { type GivenGateway, givenGateway } from '../gateway/given-gateway';
import { edited, smallApp } from './edited';

let given: GivenGateway;
let template: Template;
let deployment: Deployment;

beforeAll(async () => {
  given = await givenGateway({ dynamodb: 'dynalite' });
  template = await smallApp();
  deployment = await deployed(template);
});

afterAll(() => given.stop());

function deployed(app: Template): Promise<Deployment> {
  return deploy(app, { clients: given, apiEndpoint: 'http://127.0.0.1:4571' });
}

function changed(logicalId: string, properties: JsonObject, type?: string): Promise<Deployment> {
  return deployed(edited(template, logicalId, { properties, ...(type && { type }) }));
}

describe('a deployment describes', () => {
  it('each function, with its code and resolved environment', () => {
    expect(deployment.functions).toEqual([
      {
        logicalId: 'Ingest',
        name: 'Small-Ingest',
        handler: 'index.handler',
        codeDir: join(template.directory, 'asset.ingest'),
        environment: {
          TABLE: 'Small-Table',
          QUEUES: `{"limai":"${given.gateway.url}/000000000000/Small-Queue"}`,
          STAGE: 'test',
        },
        timeoutSeconds: 10,
        logGroup: '/aws/lambda/Small-Ingest',
        memoryMb: 512,
        reservedConcurrency: 3,
        role: 'arn:aws:iam::000000000000:role/Small-Role',
      },
    ]);
  });

  it('each queue that feeds a function', () => {
    expect(deployment.eventSources).toEqual([
      {
        functionLogicalId: 'Ingest',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:Small-Queue',
        queueUrl: `${given.gateway.url}/000000000000/Small-Queue`,
        batchSize: 10,
        maximumBatchingWindowSeconds: 0,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
        visibilityTimeout: 45,
      },
    ]);
  });

  it('each route with the limits of its stage', () => {
    expect(deployment.routes).toEqual([
      {
        method: 'POST',
        path: '/webhooks/limai',
        functionLogicalId: 'Ingest',
        throttling: { burst: 100, ratePerSecond: 20 },
      },
    ]);
  });

  it('each schedule', () => {
    expect(deployment.schedules).toEqual([
      {
        logicalId: 'EveryFiveMinutes',
        everySeconds: 300,
        functionLogicalId: 'Ingest',
        input: '{"full":true}',
      },
    ]);
  });

  it('each role with the statements of the policies that name it', () => {
    expect(deployment.roles).toEqual([
      {
        logicalId: 'Role',
        name: 'Small-Role',
        arn: 'arn:aws:iam::000000000000:role/Small-Role',
        managedPolicies: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        statements: [
          {
            Effect: 'Allow',
            Action: 'dynamodb:PutItem',
            Resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Table',
          },
        ],
        explained: [],
      },
    ]);
  });

  it('the outputs that exist', () => {
    expect(deployment.outputs).toEqual({
      TableName: 'Small-Table',
      Url: 'http://127.0.0.1:4571/webhooks/limai',
    });
  });

  it('what it left out, each with a reason', () => {
    expect(deployment.leftOut).toEqual(
      expect.arrayContaining([
        {
          logicalId: 'Bucket',
          type: 'AWS::S3::Bucket',
          property: 'VersioningConfiguration',
          reason: 'the local S3 engine keeps one version',
        },
        {
          logicalId: 'ProductionAlarm',
          type: 'AWS::CloudWatch::Alarm',
          reason: 'condition IsProduction is false',
        },
      ]),
    );
    expect(deployment.leftOut.every(({ reason }) => reason.length > 0)).toBe(true);
  });

  it('nothing for a mapping or a rule that is switched off', async () => {
    expect((await changed('Feed', { Enabled: false })).eventSources).toEqual([]);
    expect((await changed('EveryFiveMinutes', { State: 'DISABLED' })).schedules).toEqual([]);
  });
});

describe('deploy refuses', () => {
  it('a resource type it does not know, naming those it knows, before it creates anything', async () => {
    const before = given.gateway.calls();

    await expect(changed('Topic', {}, 'AWS::Kinesis::Stream')).rejects.toThrow(
      /Resource Topic: type AWS::Kinesis::Stream is not known to the local run; known: .*AWS::SQS::Queue/,
    );
    expect(given.gateway.calls()).toEqual(before);
  });

  it('a property nobody thought about', async () => {
    await expect(changed('Feed', { FilterCriteria: {} })).rejects.toThrow(
      /Resource Feed \(AWS::Lambda::EventSourceMapping\): property FilterCriteria is not known/,
    );
  });

  it.each<readonly [string, string, JsonObject, string]>([
    [
      'a schedule it cannot keep',
      'EveryFiveMinutes',
      { ScheduleExpression: 'cron(0 12 * * ? *)' },
      'Rule EveryFiveMinutes: got the schedule cron(0 12 * * ? *), expected rate(<n> minutes|hours|days).',
    ],
    [
      'a catch-all route',
      'Route',
      { RouteKey: '$default' },
      'Route Route: got the key "$default", expected "<METHOD> /<path>".',
    ],
    ['another payload format', 'Integration', { PayloadFormatVersion: '1.0' }, 'expected AWS_PROXY, 2.0.'],
    [
      'code that is not an asset',
      'Ingest',
      { Code: { ZipFile: 'x' } },
      'Function Ingest: its code is not an asset',
    ],
    [
      'a mapping from a foreign queue',
      'Feed',
      { EventSourceArn: 'arn:aws:sqs:us-east-1:1:other' },
      'Resource Feed: got arn:aws:sqs:us-east-1:1:other, expected the ARN of a AWS::SQS::Queue of this stack.',
    ],
    [
      'an intrinsic it does not know',
      'Queue',
      { DelaySeconds: { 'Fn::ImportValue': 'x' } },
      'Template, at Queue: intrinsic Fn::ImportValue is not known',
    ],
  ])('%s', async (_what, logicalId, properties, message) => {
    await expect(changed(logicalId, properties)).rejects.toThrow(message);
  });
});
