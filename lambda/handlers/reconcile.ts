import type { Context, ScheduledEvent } from 'aws-lambda';
import { dynamoClient, secretsManagerClient, sqsClient, WORKER_LIMITS } from '../adapters/aws-clients';
import { SecretsManagerSourceSettings } from '../adapters/secrets/secrets-manager-secrets';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { parseEnvironment, reconcileEnv } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import { getProvider } from '../providers/registry';
import type { ReconcileReport } from '../usecases/reconcile/reconcile-deps';
import { reconcileProvider } from '../usecases/reconcile/reconcile-provider';
import {
  clock,
  createEventPorts,
  createGate,
  createHttpsClient,
  createReconcilePorts,
  createSecrets,
  createSources,
} from './compose';

/** A page under way ends within this: one call to the provider, and the look-ups of its documents. */
const RESERVE_MS = 60_000;

const env = parseEnvironment(reconcileEnv);
const telemetry = new PowertoolsTelemetry();
const address = {
  clients: {
    dynamodb: dynamoClient(WORKER_LIMITS),
    sqs: sqsClient(WORKER_LIMITS),
    secrets: secretsManagerClient(WORKER_LIMITS),
  },
  table: env.EVENT_TABLE_NAME,
  queues: env.WORK_QUEUE_URLS,
  policy: env.POLICY,
  secretsCache: env.SECRETS_CACHE,
};
const ports = {
  ...createEventPorts(address, telemetry),
  ...createReconcilePorts(address),
  http: createHttpsClient(env.LOCAL_ORIGINS),
  gate: createGate(env.LISTING.requestsPerSecond),
};
const settings = new SecretsManagerSourceSettings(
  { client: address.clients.secrets, arn: env.SOURCE_SETTINGS, clock },
  buildJob,
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
    const isScheduled = (event as Partial<ScheduledEvent> | null)?.['detail-type'] === 'Scheduled Event';
    const run = { deadline, isScheduled, onProgress: () => telemetry.flush() };
    const reports = await reconcileProvider(sources.values(), run, deps);
    return reports;
  } finally {
    telemetry.flush();
  }
}

function buildJob(all: readonly SourceSettings[]) {
  const own = all.filter(({ provider }) => provider === env.LISTING.provider);
  const tokens = createSecrets(address, own, ({ apiTokenSecretArn }) => apiTokenSecretArn);
  return { sources: createSources(own, getProvider), deps: { ...ports, tokens } };
}
