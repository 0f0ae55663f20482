import type { Template } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../lib/config/config-schema';
import { ofType, onlyOf, policiesOf, type Resource, readable, reviewOf, synthesize } from './synthesize';

const OWN_KEY = synthesize({ encryption: { customerManagedKey: true, logs: true } });
const TEMPLATES = [
  ['the default', synthesize()],
  ['a key of the customer’s own', OWN_KEY],
  ['a throw-away stack', synthesize({ protectData: false })],
] as const;

const KEY = `\${${ofType(OWN_KEY, 'AWS::KMS::Key')[0]?.[0]}.Arn}`;
const TLS_ONLY = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

function readProperties(template: Template, type: string): Record<string, unknown>[] {
  return ofType(template, type).map(([, { Properties }]) => readable(Properties) as Record<string, unknown>);
}

function readStatements({ Properties }: Resource): Statement[] {
  return (readable(Properties.PolicyDocument) as { Statement: Statement[] }).Statement;
}

/** What each role may do with the key: `sqs: Decrypt, GenerateDataKey`. */
function keyUses(template: Template): Record<string, string[]> {
  return Object.fromEntries(
    [...policiesOf(template)].map(([role, policies]) => {
      const uses = policies.flatMap(readStatements).filter(({ Resource }) => Resource === KEY);
      return [role, uses.map(describeUse).sort()];
    }),
  );
}

function describeUse({ Action, Condition }: Statement): string {
  const { StringEquals } = Condition as { StringEquals: Record<string, string> };
  const service = /^(\w+)\.\$\{AWS::Region\}\.amazonaws\.com$/.exec(
    StringEquals['kms:ViaService'] ?? '',
  )?.[1];
  return `${service}: ${[Action].flat().join(', ')}`;
}

describe.each(TEMPLATES)('data at rest and in transit, in the template of %s', (_name, template) => {
  it('keeps the bucket private, versioned and encrypted', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    const { BucketEncryption } = onlyOf(template, 'AWS::S3::Bucket').Properties;
    expect(BucketEncryption).toBeDefined();
  });

  it('speaks TLS 1.2 or newer with the bucket, on everything in it', () => {
    const bucket = ofType(template, 'AWS::S3::Bucket')[0]?.[0];
    const everything = [`\${${bucket}.Arn}`, `\${${bucket}.Arn}/*`];
    const denied = readStatements(onlyOf(template, 'AWS::S3::BucketPolicy')).filter(
      ({ Effect }) => Effect === 'Deny',
    );
    expect(denied).toEqual([
      { ...TLS_ONLY, Action: 's3:*', Resource: everything },
      {
        ...TLS_ONLY,
        Action: 's3:*',
        Resource: everything,
        Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      },
    ]);
  });

  it('speaks TLS alone with every queue, dead-letter queues included', () => {
    const queues = ofType(template, 'AWS::SQS::Queue').map(([id]) => `\${${id}.Arn}`);
    const policies = ofType(template, 'AWS::SQS::QueuePolicy').map(([, policy]) => readStatements(policy));
    expect(policies).toEqual(queues.map((queue) => [{ ...TLS_ONLY, Action: 'sqs:*', Resource: queue }]));
    expect(queues).toHaveLength(4);
  });

  it('keeps each log group for a while, and no longer', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    const functions = ofType(template, 'AWS::Lambda::Function').length;
    template.resourceCountIs('AWS::Logs::LogGroup', functions + 1);
  });
});

describe('the keys AWS owns', () => {
  const [[, template]] = TEMPLATES;

  it('encrypt everything by default, and cost nothing', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('kms:');
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  it('need no word about table, secrets and log groups, which are never in the clear', () => {
    expect(onlyOf(template, 'AWS::DynamoDB::Table').Properties).not.toHaveProperty('SSESpecification');
    for (const type of ['AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup']) {
      expect(readProperties(template, type).filter((properties) => 'KmsKeyId' in properties)).toEqual([]);
    }
  });
});

describe('one key of the customer’s own', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(OWN_KEY, 'Key')).toMatchSnapshot();
  });

  it('is renewed each year, and kept as long as the data', () => {
    OWN_KEY.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    OWN_KEY.resourceCountIs('AWS::KMS::Key', 1);
  });

  it('encrypts the table, the bucket, every queue and every secret', () => {
    expect(readProperties(OWN_KEY, 'AWS::DynamoDB::Table')).toMatchObject([
      { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY } },
    ]);
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY };
    expect(readProperties(OWN_KEY, 'AWS::S3::Bucket')).toMatchObject([
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: byDefault },
          ],
        },
      },
    ]);
    for (const queue of readProperties(OWN_KEY, 'AWS::SQS::Queue')) {
      expect(queue).toMatchObject({ KmsMasterKeyId: KEY, KmsDataKeyReusePeriodSeconds: 3600 });
      expect(queue).not.toHaveProperty('SqsManagedSseEnabled');
    }
    for (const secret of readProperties(OWN_KEY, 'AWS::SecretsManager::Secret')) {
      expect(secret).toMatchObject({ KmsKeyId: KEY });
    }
  });

  it('encrypts every log group, and only when told so', () => {
    const keysOf = (config: Partial<ConfigInput>) =>
      readProperties(synthesize(config), 'AWS::Logs::LogGroup').map(({ KmsKeyId }) => KmsKeyId);
    const logGroups = ofType(OWN_KEY, 'AWS::Logs::LogGroup').length;
    expect(keysOf({ encryption: { customerManagedKey: true, logs: true } })).toEqual(
      Array(logGroups).fill(KEY),
    );
    expect(keysOf({ encryption: { customerManagedKey: true } })).toEqual(Array(logGroups).fill(undefined));
  });

  it('is open to CloudWatch Logs only when it encrypts logs', () => {
    const readPolicy = (template: Template) => JSON.stringify(onlyOf(template, 'AWS::KMS::Key').Properties);
    expect(readPolicy(OWN_KEY)).toContain('kms:EncryptionContext:aws:logs:arn');
    expect(readPolicy(synthesize({ encryption: { customerManagedKey: true } }))).not.toContain('logs');
  });

  it('is used by each function for what it does, and only through the service that holds the data', () => {
    const processor = [
      'dynamodb: kms:Decrypt',
      's3: kms:Decrypt, kms:GenerateDataKey',
      'secretsmanager: kms:Decrypt',
      'sqs: kms:Decrypt, kms:GenerateDataKey',
    ];
    expect(keyUses(OWN_KEY)).toEqual({
      InboxIngestRole: [
        'dynamodb: kms:Decrypt',
        's3: kms:GenerateDataKey',
        'secretsmanager: kms:Decrypt',
        'sqs: kms:Decrypt, kms:GenerateDataKey',
      ],
      InboxLimaiProcessorRole: processor,
      InboxExtendProcessorRole: processor,
      InboxReconciliationExtendReconcilerRole: [
        'dynamodb: kms:Decrypt',
        'secretsmanager: kms:Decrypt',
        'sqs: kms:Decrypt, kms:GenerateDataKey',
      ],
      InboxSweepSweeperRole: [
        'dynamodb: kms:Decrypt',
        's3: kms:Decrypt',
        'sqs: kms:Decrypt, kms:GenerateDataKey',
      ],
    });
  });
});
