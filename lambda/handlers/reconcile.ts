import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamoClient, secretsManagerClient, sqsClient, WORKER_LIMITS } from '../adapters/aws-clients';
import { CryptoRandom } from '../adapters/crypto-random';
import { DynamoDocumentEvents } from '../adapters/dynamo-document-events';
import { DynamoEventStore } from '../adapters/dynamo-event-store';
import { DynamoReconcileStates } from '../adapters/dynamo-reconcile-states';
import { HttpsClient } from '../adapters/https-client';
import { PowertoolsTelemetry } from '../adapters/powertools-telemetry';
import { SecretsManagerSecrets } from '../adapters/secrets-manager-secrets';
import { SecretsManagerSourceSettings } from '../adapters/secrets-manager-source-settings';
import type { SourceSettings } from '../adapters/source-settings.env';
import { SqsWorkQueue } from '../adapters/sqs-work-queue';
import { SystemClock } from '../adapters/system-clock';
import { ProviderGate } from '../usecases/provider-gate';
import { reconcile } from '../usecases/reconcile';
import type { ReconcileDeps, ReconcileReport } from '../usecases/reconcile-deps';
import type { Sources } from '../usecases/source';
import { parseEnvironment, reconcileEnv } from './environment';
import { secretArnsOf, sourcesOf } from './sources';

/** A page under way ends within this: one call to the provider, and the look-ups of its documents. */
const RESERVE_MS = 60_000;

const env = parseEnvironment(reconcileEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const random = new CryptoRandom();
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

/** Runs on schedule for the one source it was told of; the report goes to the log. */
export async function handler(_event: ScheduledEvent, context: Context): Promise<readonly ReconcileReport[]> {
  telemetry.begin(context);
  const deadline = clock.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  const reports: ReconcileReport[] = [];
  try {
    const { sources, deps } = await settings.get();
    for (const source of sources.values()) {
      // Counted page by page, so that a run that is ended loses the count of its last page at the most.
      const report = await reconcile(source, { deadline, onProgress: () => telemetry.flush() }, deps);
      const { totals, ...rest } = report;
      telemetry.log('info', 'Reconciled.', { ...rest, ...totals });
      reports.push(report);
    }
    return reports;
  } finally {
    telemetry.flush();
  }
}

interface Job {
  readonly sources: Sources;
  readonly deps: ReconcileDeps;
}

function jobOf(all: readonly SourceSettings[]): Job {
  const own = all.filter(({ id }) => id === env.LISTING.source);
  const tokens = new SecretsManagerSecrets({
    client: secretsManager,
    arns: secretArnsOf(own, 'apiTokenSecretArn'),
    clock,
    cache: env.SECRETS_CACHE,
  });
  return { sources: sourcesOf(own), deps: { ...world, tokens } };
}
