import { arn } from '../../template/arn';
import { ACCOUNT, type ReferableResource } from '../../template/stack-scope';
import { dynamoDbGlobalTable, dynamoDbTable } from './dynamodb-table';
import { physicalName } from './physical-name';
import type { DeployContext, ResolvedResource, ResourceHandler } from './resource-handler';
import {
  bucketPolicy,
  eventRule,
  eventSourceMapping,
  httpApi,
  httpIntegration,
  httpRoute,
  httpStage,
  iamPolicy,
  iamRole,
  kmsKey,
  lambdaFunction,
  queuePolicy,
} from './run-resources';
import { s3Bucket } from './s3-bucket';
import { secret } from './secret';
import { sqsQueue } from './sqs-queue';

/** Every resource type that takes effect locally. */
export const RESOURCE_HANDLERS: Readonly<Record<string, ResourceHandler>> = {
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Integration': httpIntegration,
  'AWS::ApiGatewayV2::Route': httpRoute,
  'AWS::ApiGatewayV2::Stage': httpStage,
  'AWS::DynamoDB::GlobalTable': dynamoDbGlobalTable,
  'AWS::DynamoDB::Table': dynamoDbTable,
  'AWS::Events::Rule': eventRule,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::KMS::Key': kmsKey,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SecretsManager::Secret': secret,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::SQS::QueuePolicy': queuePolicy,
};

/** What holds data or guards it, of the stack around: created when what runs here refers to it. Of anything else a name will do. */
const CREATED_FOR_REFERENCE = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
];

export function isCreatedForReference(type: string): boolean {
  return CREATED_FOR_REFERENCE.includes(type);
}

/** @throws Error naming the resource, its type, and the types that are known */
export function expectKnownType(logicalId: string, type: string): void {
  if (!(type in RESOURCE_HANDLERS || type in ACCEPTED_RESOURCES)) {
    const known = [...Object.keys(RESOURCE_HANDLERS), ...Object.keys(ACCEPTED_RESOURCES)].sort();
    throw new Error(
      `Resource ${logicalId}: type ${type} is not known to the local run; known: ${known.join(', ')}.`,
    );
  }
}

/** Resource types that are accepted and have no effect locally, each with the reason. */
export const ACCEPTED_RESOURCES: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::ApiMapping': 'the local HTTP API has one address',
  'AWS::ApiGatewayV2::DomainName': 'the local HTTP API has one address',
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::CloudWatch::Alarm': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::CloudWatch::CompositeAlarm': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::CloudWatch::Dashboard': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::Lambda::Permission': 'the local run invokes its functions itself',
  'AWS::Logs::LogGroup': 'what functions print is in the log file of the run',
  'AWS::Logs::MetricFilter': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::Logs::QueryDefinition': 'there is no CloudWatch locally: metrics are in the log lines',
  'AWS::SNS::Subscription': 'nobody is notified locally',
  'AWS::SNS::Topic': 'nobody is notified locally',
  'AWS::SNS::TopicPolicy': 'nobody is notified locally',
};

const ARNS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::CertificateManager::Certificate': (name) => arn('acm', `certificate/${name}`),
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::SNS::Topic': (name) => arn('sns', name),
};
const REF_IS_ARN = ['AWS::CertificateManager::Certificate', 'AWS::SNS::Topic'];

/** A name and an ARN, so that others can refer to it. */
export function acceptedResource(
  { logicalId, type }: Pick<ResolvedResource, 'logicalId' | 'type'>,
  { stackName }: Pick<DeployContext, 'stackName'>,
): ReferableResource {
  const name = physicalName(stackName, logicalId, { maxLength: 255 });
  const Arn = ARNS[type]?.(name);
  const physicalId = Arn && REF_IS_ARN.includes(type) ? Arn : name;
  const domainName = type === 'AWS::ApiGatewayV2::DomainName' && {
    RegionalDomainName: name,
    RegionalHostedZoneId: name,
  };
  return { physicalId, attributes: { ...(Arn && { Arn, TopicArn: Arn }), ...domainName } };
}
