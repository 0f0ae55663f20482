import type { Template } from 'aws-cdk-lib/assertions';
import { ofType, onlyOf, resourcesOf, synthesize } from '../../lib/synthesize';

/**
 * What deployed stacks hold data or an address under. A new logical id makes CloudFormation create an empty replacement and drop
 * (or orphan) the old one; a key schema cannot change in place, and one update may add or remove one index only.
 */
const STATEFUL: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['InboxEventStoreTableFCCB7F32'],
  'AWS::S3::Bucket': ['InboxBucket41B29632'],
  'AWS::SecretsManager::Secret': [
    'InboxSecretsextendApiToken19736C72',
    'InboxSecretsextendSigning4FC5629A',
    'InboxSecretslimaiApiToken357B27DF',
    'InboxSecretslimaiSigningDC6A8E8E',
  ],
  'AWS::SQS::Queue': [
    'InboxExtendQueueDeadLettersB9211C52',
    'InboxExtendQueueMessagesAD5A405C',
    'InboxLimaiQueueDeadLettersC4EABBEC',
    'InboxLimaiQueueMessages63C6A073',
  ],
  'AWS::ApiGatewayV2::Api': ['InboxWebhooksApiDB942A0D'],
};

const EXPLANATION = [
  'A resource that holds data or a public address would be REPLACED on every deployed stack.',
  'Move the construct back to its old path, or rename its logical id back with overrideLogicalId().',
  'If a replacement is truly meant, write its migration into CHANGELOG.md and change this list in the same commit.',
].join(' ');

const template = synthesize();

function expectUnchanged(actual: unknown, pinned: unknown): void {
  try {
    expect(actual).toEqual(pinned);
  } catch (error) {
    throw new Error(`${EXPLANATION}\n${(error as Error).message}`);
  }
}

function findIds(from: Template, type: string): string[] {
  // The settings of the sources are replaced whenever they change (lib/sources/source-settings.ts).
  return ofType(from, type)
    .map(([id]) => id)
    .filter((id) => !id.startsWith('InboxSettingsVersion'))
    .sort();
}

/** What names the key, all of which CloudFormation updates without a replacement or an interruption. */
const KEY_PROPERTIES = [
  'SSESpecification',
  'BucketEncryption',
  'KmsKeyId',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
];

function withoutKey(from: Template, id: string): object {
  const { Properties = {} } = resourcesOf(from)[id] ?? {};
  return Object.fromEntries(Object.entries(Properties).filter(([name]) => !KEY_PROPERTIES.includes(name)));
}

describe('stateful resources', () => {
  it.each(Object.entries(STATEFUL))('keeps the logical ids of each %s', (type, ids) => {
    expectUnchanged(findIds(template, type), ids);
  });

  it('keeps the key schema of the table and its indexes', () => {
    const { KeySchema, GlobalSecondaryIndexes, AttributeDefinitions } = onlyOf(
      template,
      'AWS::DynamoDB::Table',
    ).Properties;
    expectUnchanged({ KeySchema, GlobalSecondaryIndexes, AttributeDefinitions }, TABLE);
  });

  it('does not replace anything when another source comes', () => {
    const sources = [
      { id: 'new', provider: 'limai' },
      { id: 'limai', provider: 'limai' },
      { id: 'extend', provider: 'extend' },
    ] as const;
    const grown = synthesize({ sources });
    for (const [type, ids] of Object.entries(STATEFUL)) {
      expectUnchanged(findIds(grown, type), expect.arrayContaining([...ids]));
    }
  });

  it('updates table, bucket, queues and secrets in place when they get a key of the customer’s own', () => {
    const keyed = synthesize({ encryption: { customerManagedKey: true, logs: true } });
    for (const [type, ids] of Object.entries(STATEFUL)) {
      expectUnchanged(findIds(keyed, type), ids);
      for (const id of ids) {
        expectUnchanged(withoutKey(keyed, id), withoutKey(template, id));
      }
    }
    expectUnchanged(findIds(keyed, 'AWS::KMS::Key'), ['InboxKeyBA412218']);
  });

  it.each([
    'TableName',
    'BucketName',
    'QueueName',
    'Name',
    'FunctionName',
    'RoleName',
    'LogGroupName',
    'AlarmName',
  ])('gives nothing a physical %s, which would forbid replacing it; but for the access logs', (property) => {
    const resources = Object.values(
      template.toJSON().Resources as Record<string, { Type: string; Properties: object }>,
    );
    const named = resources.filter(
      ({ Type, Properties }) =>
        property in Properties &&
        !NAME_IS_NO_IDENTITY.has(Type) &&
        !JSON.stringify(Properties).includes('"/aws/vendedlogs/ExtractionInbox/Inbox/http-api"'),
    );
    expect(named.map(({ Type }) => Type)).toEqual([]);
  });
});

/** A permission and a mapping refer to the function; an API's name is a label. */
const NAME_IS_NO_IDENTITY = new Set([
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGatewayV2::Api',
]);

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });

const TABLE = {
  KeySchema: [hash('pk')],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byDocument',
      KeySchema: [hash('documentKey'), range('receivedAt')],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['eventId', 'eventType', 'source'] },
    },
    {
      IndexName: 'byStatus',
      KeySchema: [hash('statusDay'), range('updatedAt')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'byWork',
      KeySchema: [hash('workShard'), range('dueAt')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  AttributeDefinitions: [
    'pk',
    'documentKey',
    'receivedAt',
    'statusDay',
    'updatedAt',
    'workShard',
    'dueAt',
  ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
};
