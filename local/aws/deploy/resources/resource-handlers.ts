import { ACCEPTED_RESOURCES, acceptedResource } from './accepted-resources';
import { dynamoDbGlobalTable, dynamoDbTable } from './dynamodb-table';
import { bucketPolicy, kmsKey, queuePolicy } from './policy-resources';
import type { ResourceHandler } from './resource-handler';
import {
  eventRule,
  eventSourceMapping,
  httpApi,
  httpIntegration,
  httpRoute,
  httpStage,
  iamPolicy,
  iamRole,
  lambdaFunction,
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

export { ACCEPTED_RESOURCES, acceptedResource };

/** @throws Error naming the resource, its type, and the types that are known */
export function expectKnownType(logicalId: string, type: string): void {
  if (!(type in RESOURCE_HANDLERS || type in ACCEPTED_RESOURCES)) {
    const known = [...Object.keys(RESOURCE_HANDLERS), ...Object.keys(ACCEPTED_RESOURCES)].sort();
    throw new Error(
      `Resource ${logicalId}: type ${type} is not known to the local run; known: ${known.join(', ')}.`,
    );
  }
}
