import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamoClient, secretsManagerClient, sqsClient, WORKER_LIMITS } from '../adapters/aws-clients';
import { DynamoDocumentEvents } from '../adapters/dynamodb/dynamo-document-events';
import { DynamoEventStore } from '../adapters/dynamodb/dynamo-event-store';
import { DynamoReconcileStates } from '../adapters/dynamodb/dynamo-reconcile-states';
import { HttpsClient } from '../adapters/http/https-client';
import { SecretsManagerSecrets } from '../adapters/secrets/secrets-manager-secrets';
import { SecretsManagerSourceSettings } from '../adapters/secrets/secrets-manager-source-settings';
import { SqsWorkQueue } from '../adapters/sqs/sqs-work-queue';
import { SystemClock, SystemRandom } from '../adapters/system';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, reconcileEnv } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import { getProvider } from '../providers/registry';
import { ProviderGate } from '../usecases/process/provider-gate';
import type { ReconcileDeps, ReconcileReport } from '../usecases/reconcile/reconcile-deps';
import { reconcileProvider } from '../usecases/reconcile/reconcile-provider';
import type { Sources } from '../usecases/source';
import { createSources, secretArnsOf } from './sources';

/** A page under way ends within this: one call to the provider, and the look-ups of its documents. */
const RESERVE_MS = 60_000;

const env = parseEnvironment(reconcileEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const random = new SystemRandom();
const client = dynamoClient(WORKER_LIMITS);
const table = env.EVENT_TABLE_NAME;
const secretsManager = secretsManagerClient(WORKER_LIMITS);
const world = {
  store: new DynamoEventStore({ client, table, clock }),
  documents: new DynamoDocumentEvents({ client, table }),
  states: new DynamoReconcileStates({ client, table, random }),
  queue: new SqsWorkQueue(sqsClient(WORKER_LIMITS), env.WORK_QUEUE_URLS),
  http: new HttpsClient({ clock, localOrigins: env.LOCAL_ORIGINS }),
  gate: new ProviderGate({ requestsPerSecond: env.LISTING.requestsPerSecond, clock }),
  clock,
  random,
  telemetry,
  policy: env.POLICY,
};
const settings = new SecretsManagerSourceSettings(
  { client: secretsManager, arn: env.SOURCE_SETTINGS, clock },
  jobOf,
);

/**
 * Runs the sources of one provider: by the clock those that are due, invoked by hand all of them. The reports go to the log, too.
 * @throws SourcesFailedError after the others were reconciled
 */
export async function handler(event: unknown, context: Context): Promise<readonly ReconcileReport[]> {
  telemetry.begin(context);
  const deadline = clock.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  try {
    const { sources, deps } = await settings.get();
    // Counted page by page, so that a run that is ended loses the count of its last page at the most.
    const run = { deadline, isScheduled: isScheduled(event), onProgress: () => telemetry.flush() };
    const reports = await reconcileProvider(sources.values(), run, deps);
    return reports;
  } finally {
    telemetry.flush();
  }
}

function isScheduled(event: unknown): boolean {
  return (event as Partial<ScheduledEvent> | null)?.['detail-type'] === 'Scheduled Event';
}

interface Job {
  readonly sources: Sources;
  readonly deps: ReconcileDeps;
}

function jobOf(all: readonly SourceSettings[]): Job {
  const own = all.filter(({ provider }) => provider === env.LISTING.provider);
  const tokens = new SecretsManagerSecrets({
    client: secretsManager,
    arns: secretArnsOf(own, 'apiTokenSecretArn'),
    clock,
    cache: env.SECRETS_CACHE,
  });
  return { sources: createSources(own, getProvider), deps: { ...world, tokens } };
}
