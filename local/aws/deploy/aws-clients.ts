import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../../cli/connection/local-client-config';
import { REGION } from '../template/stack-scope';

export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  destroy(): void;
}

/** Clients of one AWS-compatible endpoint. The secret key is a constant: no local engine checks a signature. */
export function awsClients(endpoint: string, accessKeyId: string): AwsClients {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  const config = localClientConfig({ endpoint, region: REGION, credentials });
  const dynamodb = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const s3 = new S3Client(config);
  const secrets = new SecretsManagerClient(config);
  return {
    dynamodb,
    sqs,
    s3,
    secrets,
    destroy: () => {
      for (const client of [dynamodb, sqs, s3, secrets]) {
        client.destroy();
      }
    },
  };
}
