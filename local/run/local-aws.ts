import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../cli/connection/client-config';
import { Authorization } from '../aws/authorization/authorization';
import type { AwsClients } from '../aws/deploy/resources/resource-handler';
import type { Engines } from '../aws/engines/engines.types';
import { startEngines } from '../aws/engines/start-engines';
import type { Gateway } from '../aws/gateway/gateway.types';
import { startGateway } from '../aws/gateway/start-gateway';
import { REGION } from '../aws/template/stack-scope';
import type { LocalRunOptions } from './local-run-options';

/** The AWS endpoint of a local run. */
export interface LocalAws {
  readonly url: string;
  /** Absent when the endpoint is somebody else's. */
  readonly gateway?: Gateway;
  /** Absent with the gateway. */
  readonly authorization?: Authorization;
  /** Which engine answers DynamoDB calls; absent when somebody else's does. */
  readonly dynamodb?: string;
  /** Rejects when an engine ends by itself; never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

type AwsOptions = Pick<
  LocalRunOptions,
  'awsEndpointUrl' | 'dynamodbEngine' | 'dataDir' | 'meterCapacity' | 'onItemWritten'
>;

/** The endpoint that was named, or embedded engines behind our gateway. */
export async function startAws(options: AwsOptions): Promise<LocalAws> {
  if (options.awsEndpointUrl !== undefined) {
    return { url: options.awsEndpointUrl, failed: new Promise(() => {}), stop: async () => {} };
  }
  const { dynamodbEngine, dataDir, meterCapacity, onItemWritten } = options;
  const engines = await startEngines({ dynamodb: dynamodbEngine, dataDir });
  const authorization = new Authorization();
  const { authorize } = authorization;
  const gateway = await startGateway({
    engines,
    dataDir,
    meterCapacity,
    authorize,
    onItemWritten,
  }).catch((error) => stopThenThrow(engines, error));
  return {
    url: gateway.url,
    gateway,
    authorization,
    dynamodb: engines.dynamodb.engine,
    failed: engines.failed,
    stop: async () => {
      await gateway.stop();
      await engines.stop();
    },
  };
}

async function stopThenThrow(engines: Engines, error: unknown): Promise<never> {
  await engines.stop();
  throw error;
}

export interface LocalAwsClients extends AwsClients {
  destroy(): void;
}

/** Clients of one AWS-compatible endpoint. The secret key is a constant: no local engine checks a signature. */
export function createAwsClients(endpoint: string, accessKeyId: string): LocalAwsClients {
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
