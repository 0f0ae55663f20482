import { CreateBucketCommand } from '@aws-sdk/client-s3';
import {
  dynamoClient,
  s3Client,
  secretsManagerClient,
  sqsClient,
  WORKER_LIMITS,
} from '../../../lambda/adapters/aws-clients';
import type { EnginesOptions } from '../../../local/aws/engines/engines.types';
import { startEngines } from '../../../local/aws/engines/start-engines';
import type { Gateway } from '../../../local/aws/gateway/gateway.types';
import { startGateway } from '../../../local/aws/gateway/start-gateway';
import { useEndpoint } from './fake-aws';

export const BUCKET = 'results';

/** The embedded engines behind the local gateway, and the functions' own clients on them. */
export async function startEngineBench(options: EnginesOptions = {}) {
  const engines = await startEngines(options);
  const gateway: Gateway = await startGateway({ engines });
  useEndpoint(gateway.url);
  const clients = {
    dynamo: dynamoClient(WORKER_LIMITS),
    sqs: sqsClient(WORKER_LIMITS),
    s3: s3Client(WORKER_LIMITS),
    secrets: secretsManagerClient(WORKER_LIMITS),
  };
  const stop = async () => {
    for (const client of Object.values(clients)) {
      client.destroy();
    }
    await gateway.stop();
    await engines.stop();
  };
  try {
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  } catch (error) {
    await stop();
    throw error;
  }
  return { gateway, ...clients, stop };
}

export type EngineBench = Awaited<ReturnType<typeof startEngineBench>>;
