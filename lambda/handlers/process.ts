import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  dynamoClient,
  s3Client,
  secretsManagerClient,
  sqsClient,
  WORKER_LIMITS,
} from '../adapters/aws-clients';
import { SecretsManagerSourceSettings } from '../adapters/secrets/secrets-manager-secrets';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, processEnv } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import { getProvider } from '../providers/registry';
import { errorFields } from '../usecases/event-telemetry';
import { BatchProcessor, requeueBatch } from '../usecases/process/process-batch';
import {
  clock,
  createEventPorts,
  createGate,
  createHttpsClient,
  createRawStore,
  createResultHolders,
  createResultStore,
  createSecrets,
  createSources,
} from './compose';

/** Left for answering and writing metrics before Lambda ends the function. */
const RESERVE_MS = 1_000;

const env = parseEnvironment(processEnv);
const telemetry = new PowertoolsTelemetry();
const address = {
  clients: {
    dynamodb: dynamoClient(WORKER_LIMITS),
    sqs: sqsClient(WORKER_LIMITS),
    s3: s3Client(WORKER_LIMITS),
    secrets: secretsManagerClient(WORKER_LIMITS),
  },
  table: env.EVENT_TABLE_NAME,
  bucket: env.BUCKET_NAME,
  queues: env.WORK_QUEUE_URLS,
  policy: env.POLICY,
  secretsCache: env.SECRETS_CACHE,
};
const ports = {
  ...createEventPorts(address, telemetry),
  provider: env.PROVIDER,
  results: createResultStore(address),
  raw: createRawStore(address),
  http: createHttpsClient(env.LOCAL_ORIGINS),
  gate: createGate(env.PRESSURE.requestsPerSecond),
  archiveGate: createGate(env.PRESSURE.requestsPerSecond),
  inBatchConcurrency: env.PRESSURE.inBatchConcurrency,
  eventBudgetSeconds: env.PRESSURE.eventBudgetSeconds,
};
const settings = new SecretsManagerSourceSettings(
  { client: address.clients.secrets, arn: env.SOURCE_SETTINGS, clock },
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
      : await requeueBatch(event.Records, ports);
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
    telemetry.log('error', 'The settings of the sources cannot be read; the batch is queued again.', fields);
    return undefined;
  }
}

function buildProcessor(all: readonly SourceSettings[]): BatchProcessor {
  const own = all.filter(({ provider }) => provider === env.PROVIDER);
  const isReconciled = own.some(({ reconcile }) => reconcile !== undefined);
  return new BatchProcessor({
    ...ports,
    sources: createSources(own, getProvider),
    tokens: createSecrets(address, own, ({ apiTokenSecretArn }) => apiTokenSecretArn),
    ...(isReconciled && { holders: createResultHolders(address) }),
  });
}
