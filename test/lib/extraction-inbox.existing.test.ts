import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { ExtractionInbox } from '../../lib';
import { givenInbox, givenStackOf } from '../support/stack/given-inbox';
import { ofType, readable } from './synthesize';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What a role of the app may do once it was granted something; references as text. */
function grantedBy(grant: (inbox: ExtractionInbox, role: Role) => void, inbox: ExtractionInbox): Statement[] {
  const stack = Stack.of(inbox);
  const role = new Role(stack, 'Reader', { assumedBy: new AccountPrincipal('123456789012') });
  grant(inbox, role);
  const [policy] = ofType(Template.fromStack(stack), 'AWS::IAM::Policy').filter(([id]) =>
    id.startsWith('Reader'),
  );
  return (readable(policy?.[1].Properties.PolicyDocument) as { Statement: Statement[] }).Statement;
}

const TABLE = /^\$\{InboxEventStoreTable[0-9A-F]{8}\.Arn\}/;
const at = (suffix: string) => expect.stringMatching(new RegExp(`${TABLE.source}${suffix}$`));
const QUERIED = ['', '/index/byDocument', '/index/byStatus', '/index/byWork'].map(at);
const via = (service: string) => ({
  StringEquals: { 'kms:ViaService': `${service}.\${AWS::Region}.amazonaws.com` },
});

describe('a reader of an inbox', () => {
  it('may get results, and nothing else', () => {
    expect(grantedBy((inbox, role) => inbox.grantReadResults(role), givenInbox())).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: expect.stringMatching(/^\$\{InboxBucket[0-9A-F]{8}\.Arn\}\/results\/\*$/),
      },
    ]);
  });

  it('may get records and query the table and its indexes, and nothing else', () => {
    expect(grantedBy((inbox, role) => inbox.grantReadEvents(role), givenInbox())).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], Resource: at('') },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: QUERIED },
    ]);
  });

  it.each<[string, (stack: Stack) => IKey, unknown]>([
    ['of the app', (stack) => new Key(stack, 'Key'), expect.stringMatching(/^\$\{Key[0-9A-F]{8}\.Arn\}$/)],
    [
      'imported',
      (stack) => Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k'),
      'arn:aws:kms:eu-central-1:123456789012:key/k',
    ],
  ])('may decrypt with a key %s, through the service that stores the data', (_name, createKey, Resource) => {
    const stack = givenStackOf();
    const inbox = givenInbox({ encryptionKey: createKey(stack) }, stack);
    const statements = grantedBy((granted, role) => {
      granted.grantReadEvents(role);
      granted.grantReadResults(role);
    }, inbox);
    const decrypts = statements.filter(({ Action }) => String(Action).startsWith('kms:'));
    expect(decrypts).toEqual(
      ['dynamodb', 's3'].map((service) => ({
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource,
        Condition: via(service),
      })),
    );
  });
});

describe('a key of the app', () => {
  const stack = givenStackOf();
  const key = new Key(stack, 'Key');
  const inbox = givenInbox({ encryptionKey: key, encryptLogs: true }, stack);
  const template = Template.fromStack(stack);
  const arn = { 'Fn::GetAtt': [stack.getLogicalId(key.node.defaultChild as never), 'Arn'] };

  it('is the only one, and encrypts everything', () => {
    expect(inbox.encryptionKey).toBe(key);
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: arn });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: arn });
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: arn } });
  });

  it('lets CloudWatch Logs use it', () => {
    const said = JSON.stringify(ofType(template, 'AWS::KMS::Key')[0]?.[1].Properties);
    expect(said).toContain('kms:EncryptionContext:aws:logs:arn');
  });
});

describe('a topic of the app', () => {
  it('is notified by every alarm', () => {
    const stack = givenStackOf();
    givenInbox({ alarmTopic: new Topic(stack, 'OnCall') }, stack);
    const template = Template.fromStack(stack);
    const actions = { AlarmActions: [Match.anyValue()], OKActions: [Match.anyValue()] };
    template.allResourcesProperties('AWS::CloudWatch::Alarm', actions);
    template.allResourcesProperties('AWS::CloudWatch::CompositeAlarm', actions);
  });
});

describe('a bucket for access logs', () => {
  it('of the app may be written to by S3; an imported one stays as it is, without a warning', () => {
    const own = givenStackOf('Own', { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true });
    givenInbox({ serverAccessLogsBucket: new Bucket(own, 'Logs') as IBucket }, own);
    const template = Template.fromStack(own);
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { LogFilePrefix: 'Own/Inbox/' },
    });
    expect(JSON.stringify(template.findResources('AWS::S3::BucketPolicy'))).toContain(
      'logging.s3.amazonaws.com',
    );

    const foreign = givenStackOf('Foreign');
    givenInbox({ serverAccessLogsBucket: Bucket.fromBucketName(foreign, 'Logs', 'my-logs') }, foreign);
    Template.fromStack(foreign).hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: 'my-logs', LogFilePrefix: 'Foreign/Inbox/' },
    });
    expect(Annotations.fromStack(foreign).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('a domain name of one’s own', () => {
  const stack = givenStackOf();
  const certificate = Certificate.fromCertificateArn(
    stack,
    'Certificate',
    'arn:aws:acm:eu-central-1:1:certificate/x',
  );
  const inbox = givenInbox(
    { domainName: 'in.example.com', certificate, disableExecuteApiEndpoint: true },
    stack,
  );
  const template = Template.fromStack(stack);

  it('is in the URLs', () => {
    expect(inbox.webhookUrl('invoices')).toBe('https://in.example.com/webhooks/invoices');
    template.hasOutput('InboxWebhookUrlRuns', { Value: 'https://in.example.com/webhooks/runs' });
  });

  it('leads to the API, which has no other address', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'in.example.com' });
    template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    expect(inbox.domain?.name).toBeDefined();
  });
});
