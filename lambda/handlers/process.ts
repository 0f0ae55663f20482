import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  dynamoClient,
  s3Client,
  secretsManagerClient,
  sqsClient,
  WORKER_LIMITS,
} from '../adapters/aws-clients';
import { DynamoEventStore } from '../adapters/dynamodb/dynamo-event-store';
import { DynamoResultHolders } from '../adapters/dynamodb/dynamo-result-holders';
import { HttpsClient } from '../adapters/http/https-client';
import { S3RawStore } from '../adapters/s3/s3-raw-store';
import { S3ResultStore } from '../adapters/s3/s3-result-store';
import { SecretsManagerSecrets } from '../adapters/secrets/secrets-manager-secrets';
import { SecretsManagerSourceSettings } from '../adapters/secrets/secrets-manager-source-settings';
import { SqsWorkQueue } from '../adapters/sqs/sqs-work-queue';
import { SystemClock, SystemRandom } from '../adapters/system';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, processEnv } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import { errorFields } from '../domain/text/describe-error';
import { getProvider } from '../providers/registry';
import { BatchProcessor, requeueBatch } from '../usecases/process/process-batch';
import { ProviderGate } from '../usecases/process/provider-gate';
import { createSources, secretArnsOf } from './sources';

/** Left for answering and writing metrics before Lambda ends the function. */
const RESERVE_MS = 1_000;

const env = parseEnvironment(processEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const s3 = s3Client(WORKER_LIMITS);
const client = dynamoClient(WORKER_LIMITS);
const table = env.EVENT_TABLE_NAME;
const secretsManager = secretsManagerClient(WORKER_LIMITS);
const world = {
  provider: env.PROVIDER,
  store: new DynamoEventStore({ client, table, clock }),
  queue: new SqsWorkQueue(sqsClient(WORKER_LIMITS), env.WORK_QUEUE_URLS),
  results: new S3ResultStore({ client: s3, bucket: env.BUCKET_NAME, clock }),
  raw: new S3RawStore(s3, env.BUCKET_NAME),
  http: new HttpsClient({ clock, localOrigins: env.LOCAL_ORIGINS }),
  gate: new ProviderGate({ requestsPerSecond: env.PRESSURE.requestsPerSecond, clock }),
  archiveGate: new ProviderGate({ requestsPerSecond: env.PRESSURE.requestsPerSecond, clock }),
  clock,
  random: new SystemRandom(),
  telemetry,
  policy: env.POLICY,
  inBatchConcurrency: env.PRESSURE.inBatchConcurrency,
  eventBudgetSeconds: env.PRESSURE.eventBudgetSeconds,
};
const settings = new SecretsManagerSourceSettings(
  { client: secretsManager, arn: env.SOURCE_SETTINGS, clock },
  buildProcessor,
);

/** A batch of one provider's queue, answered message by message. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  telemetry.begin(context);
  try {
    const deadline = clock.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const processor = await loadProcessor();
    const failed = processor
      ? await processor.process(event.Records, deadline)
      : await requeueBatch(event.Records, world);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    telemetry.flush();
  }
}

/** Undefined, and logged: the settings of the sources cannot be read, and no event is worked on. */
async function loadProcessor(): Promise<BatchProcessor | undefined> {
  try {
    return await settings.get();
  } catch (error) {
    const fields = errorFields(error);
    telemetry.log('error', 'The settings of the sources cannot be read; the batch is queued anew.', fields);
    return undefined;
  }
}

function buildProcessor(all: readonly SourceSettings[]): BatchProcessor {
  const own = all.filter(({ provider }) => provider === env.PROVIDER);
  const isReconciled = own.some(({ reconcile }) => reconcile !== undefined);
  const tokens = new SecretsManagerSecrets({
    client: secretsManager,
    arns: secretArnsOf(own, 'apiTokenSecretArn'),
    clock,
    cache: env.SECRETS_CACHE,
  });
  return new BatchProcessor({
    ...world,
    sources: createSources(own, getProvider),
    tokens,
    ...(isReconciled && { holders: new DynamoResultHolders({ client, table, clock }) }),
  });
}
