import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { EnginesOptions } from '../../../../local/aws/engines/engines.types';
import { startEngines } from '../../../../local/aws/engines/start-engines';
import type { Gateway, GatewayOptions } from '../../../../local/aws/gateway/gateway.types';
import { startGateway } from '../../../../local/aws/gateway/start-gateway';

// Engines start in 0.3 s; on a machine busy with other suites it can be many times that.
jest.setTimeout(60_000);

export type GivenGateway = Awaited<ReturnType<typeof givenGateway>>;

/** Engines, a gateway before them, and clients of it that do not retry. */
export async function givenGateway(options: EnginesOptions & Partial<GatewayOptions> = {}) {
  const engines = await startEngines(options);
  const gateway = await startGateway({ ...options, engines });
  return {
    gateway,
    ...createClients(gateway, 'tester'),
    createClients: (caller: string) => createClients(gateway, caller),
    stopEngines: () => engines.stop(),
    stop: async () => {
      await gateway.stop();
      await engines.stop();
    },
  };
}

function createClients({ url }: Gateway, accessKeyId: string) {
  const config = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return {
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
  };
}
