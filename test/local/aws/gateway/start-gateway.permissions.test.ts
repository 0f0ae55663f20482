import { dynamoDbPermissions } from '../../../../local/aws/gateway/dynamodb/dynamodb-permissions';
import type { Exchange } from '../../../../local/aws/gateway/exchange';
import type { Permission } from '../../../../local/aws/gateway/gateway.types';
import { s3Action } from '../../../../local/aws/gateway/s3/s3-action';
import { s3Disclosure, s3Permissions } from '../../../../local/aws/gateway/s3/s3-permissions';
import { sqsPermissions } from '../../../../local/aws/gateway/sqs/sqs-permissions';
import type { JsonObject } from '../../../../local/aws/template/json';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/events';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';
const QueueUrl = 'http://127.0.0.1:4566/000000000000/work';

const shown = (permissions: readonly Permission[]) =>
  permissions.map(({ action, resource }) => `${action} ${resource}`);

describe('what IAM is asked for a call to DynamoDB', () => {
  it.each([
    ['PutItem', { TableName: 'events' }, [`dynamodb:PutItem ${TABLE}`]],
    ['GetItem', { TableName: TABLE }, [`dynamodb:GetItem ${TABLE}`]],
    ['Query', { TableName: 'events' }, [`dynamodb:Query ${TABLE}`]],
    ['Query', { TableName: 'events', IndexName: 'byWork' }, [`dynamodb:Query ${TABLE}/index/byWork`]],
    ['BatchGetItem', { RequestItems: { events: {} } }, [`dynamodb:BatchGetItem ${TABLE}`]],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'events' } }, { ConditionCheck: { TableName: 'events' } }] },
      [`dynamodb:PutItem ${TABLE}`, `dynamodb:ConditionCheckItem ${TABLE}`],
    ],
    ['ListTables', {}, ['dynamodb:ListTables *']],
  ] as readonly (readonly [string, JsonObject, string[]])[])('%s %j', (action, input, expected) => {
    expect(shown(dynamoDbPermissions(action, input))).toEqual(expected);
  });
});

describe('what IAM is asked for a call to SQS', () => {
  it.each([
    ['SendMessage', { QueueUrl }, [`sqs:SendMessage ${QUEUE}`]],
    ['SendMessageBatch', { QueueUrl }, [`sqs:SendMessage ${QUEUE}`]],
    ['DeleteMessageBatch', { QueueUrl }, [`sqs:DeleteMessage ${QUEUE}`]],
    ['GetQueueUrl', { QueueName: 'work' }, [`sqs:GetQueueUrl ${QUEUE}`]],
    ['ListQueues', {}, ['sqs:ListQueues *']],
  ] as readonly (readonly [string, JsonObject, string[]])[])('%s %j', (action, input, expected) => {
    expect(shown(sqsPermissions(action, input))).toEqual(expected);
  });
});

describe('what IAM is asked for a call to S3', () => {
  it.each([
    ['GET', '/b/results/a%2Bb%20c.json?x-id=GetObject', ['s3:GetObject arn:aws:s3:::b/results/a+b c.json']],
    ['GET', '/b/k?versionId=1', ['s3:GetObjectVersion arn:aws:s3:::b/k']],
    ['HEAD', '/b/k', ['s3:GetObject arn:aws:s3:::b/k']],
    ['PUT', '/b/k', ['s3:PutObject arn:aws:s3:::b/k']],
    ['PUT', '/b/k?partNumber=1&uploadId=2', ['s3:PutObject arn:aws:s3:::b/k']],
    ['DELETE', '/b/k', ['s3:DeleteObject arn:aws:s3:::b/k']],
    ['HEAD', '/b', ['s3:ListBucket arn:aws:s3:::b']],
    ['GET', '/b?list-type=2&prefix=raw/', ['s3:ListBucket arn:aws:s3:::b']],
    ['GET', '/', ['s3:ListAllMyBuckets *']],
  ])('%s %s', (method, url, expected) => {
    const call = exchange(method, url);
    expect(shown(s3Permissions(s3Action(call), call))).toEqual(expected);
  });

  it('a copy: to read the one and write the other', () => {
    const call = exchange('PUT', '/b/new', { headers: { 'x-amz-copy-source': '/b/old%20one' } });
    expect(shown(s3Permissions('CopyObject', call))).toEqual([
      's3:GetObject arn:aws:s3:::b/old one',
      's3:PutObject arn:aws:s3:::b/new',
    ]);
  });

  it('a deletion of many: each key', () => {
    const body = Buffer.from(
      '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>',
    );
    expect(shown(s3Permissions('DeleteObjects', exchange('POST', '/b?delete', { body })))).toEqual([
      's3:DeleteObject arn:aws:s3:::b/a&b',
      's3:DeleteObject arn:aws:s3:::b/c',
    ]);
  });

  it.each([
    ['no body', ''],
    ['no object', '<Delete></Delete>'],
    ['a key without text', '<Delete><Object><Key></Key></Object></Delete>'],
    [
      'a key of another notation beside a plain one',
      '<Delete><Object><Key>a</Key></Object><Object><Key xml:space="preserve">b</Key></Object></Delete>',
    ],
    [
      'a key in CDATA under a prefix',
      '<d:Delete xmlns:d="x"><d:Object><d:Key><![CDATA[b]]></d:Key></d:Object></d:Delete>',
    ],
  ])('a deletion of many whose keys cannot be read, %s: all of the bucket', (_name, xml) => {
    const call = exchange('POST', '/b?delete', { body: Buffer.from(xml) });
    expect(shown(s3Permissions('DeleteObjects', call))).toEqual(['s3:DeleteObject arn:aws:s3:::b/*']);
  });

  it('to be told that a key is missing: to list the bucket', () => {
    const disclosure = (operation: string, status: number) =>
      shown(s3Disclosure(operation, exchange('GET', '/b/k'), { status, headers: {}, body: Buffer.alloc(0) }));
    expect(disclosure('HeadObject', 404)).toEqual(['s3:ListBucket arn:aws:s3:::b']);
    expect(disclosure('GetObject', 404)).toEqual(['s3:ListBucket arn:aws:s3:::b']);
    expect([disclosure('GetObject', 200), disclosure('PutObject', 404)]).toEqual([[], []]);
  });
});

function exchange(method: string, url: string, change: Partial<Exchange> = {}): Exchange {
  const signal = new AbortController().signal;
  return { method, url, headers: {}, body: Buffer.alloc(0), caller: 'x', signal, ...change };
}
