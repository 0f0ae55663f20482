import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  dynamoClient,
  s3Client,
  secretsManagerClient,
  sqsClient,
  WORKER_LIMITS,
} from '../adapters/aws-clients';
import { CryptoRandom } from '../adapters/crypto-random';
import { DynamoEventStore } from '../adapters/dynamo-event-store';
import { DynamoResultHolders } from '../adapters/dynamo-result-holders';
import { HttpsClient } from '../adapters/https-client';
import { PowertoolsTelemetry } from '../adapters/powertools-telemetry';
import { S3RawStore } from '../adapters/s3-raw-store';
import { S3ResultStore } from '../adapters/s3-result-store';
import { SecretsManagerSecrets } from '../adapters/secrets-manager-secrets';
import { SqsWorkQueue } from '../adapters/sqs-work-queue';
import { SystemClock } from '../adapters/system-clock';
import { processBatch } from '../usecases/process-batch';
import type { ProcessDeps } from '../usecases/process-deps';
import { ProviderGate } from '../usecases/provider-gate';
import { parseEnvironment, processEnv } from './environment';
import { secretArnsOf, sourcesOf } from './sources';

/** Left for answering and writing metrics before Lambda ends the function. */
const RESERVE_MS = 1_000;

const env = parseEnvironment(processEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const s3 = s3Client(WORKER_LIMITS);
const client = dynamoClient(WORKER_LIMITS);
const table = env.EVENT_TABLE_NAME;
const isReconciled = env.SOURCES.some(({ reconcile }) => reconcile !== undefined);
const deps: ProcessDeps = {
  provider: env.PROVIDER,
  sources: sourcesOf(env.SOURCES),
  store: new DynamoEventStore({ client, table, clock }),
  ...(isReconciled && { holders: new DynamoResultHolders({ client, table, clock }) }),
  queue: new SqsWorkQueue(sqsClient(WORKER_LIMITS), env.WORK_QUEUE_URLS),
  results: new S3ResultStore({ client: s3, bucket: env.BUCKET_NAME, clock }),
  raw: new S3RawStore(s3, env.BUCKET_NAME),
  tokens: new SecretsManagerSecrets({
    client: secretsManagerClient(WORKER_LIMITS),
    arns: secretArnsOf(env.SOURCES),
    clock,
    cache: env.SECRETS_CACHE,
  }),
  http: new HttpsClient({ clock, localOrigins: env.LOCAL_ORIGINS }),
  gate: new ProviderGate({ requestsPerSecond: env.PRESSURE.requestsPerSecond, clock }),
  archiveGate: new ProviderGate({ requestsPerSecond: env.PRESSURE.requestsPerSecond, clock }),
  clock,
  random: new CryptoRandom(),
  telemetry,
  policy: env.POLICY,
  inBatchConcurrency: env.PRESSURE.inBatchConcurrency,
  eventBudgetSeconds: env.PRESSURE.eventBudgetSeconds,
};

/** A batch of one provider's queue, answered message by message. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  telemetry.begin(context);
  try {
    const deadline = clock.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const failed = await processBatch(event.Records, deps, { deadline });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    telemetry.flush();
  }
}
