import * as z from 'zod/mini';
import { awsClientsEnv } from './aws-clients.env';
import { bucketEnv } from './bucket.env';
import { configuredSourcesEnv } from './configured-sources.env';
import { eventTableEnv } from './event-table.env';
import { httpsClientEnv } from './https-client.env';
import { listingEnv } from './listing.env';
import { policyEnv } from './policy.env';
import { providerPressureEnv } from './provider-pressure.env';
import { secretsCacheEnv } from './secrets-cache.env';
import { sourceSettingsEnv } from './source-settings.env';
import { telemetryEnv } from './telemetry.env';
import { workQueueEnv } from './work-queue.env';

/** The environment of each function, composed of its adapters' slices. */
export const ingestEnv = z.object({
  ...telemetryEnv.shape,
  ...policyEnv.shape,
  ...awsClientsEnv.shape,
  ...eventTableEnv.shape,
  ...bucketEnv.shape,
  ...workQueueEnv.shape,
  ...sourceSettingsEnv.shape,
  ...secretsCacheEnv.shape,
});

export const processEnv = z.object({
  ...telemetryEnv.shape,
  ...policyEnv.shape,
  ...awsClientsEnv.shape,
  ...eventTableEnv.shape,
  ...bucketEnv.shape,
  ...workQueueEnv.shape,
  ...sourceSettingsEnv.shape,
  ...secretsCacheEnv.shape,
  ...providerPressureEnv.shape,
  ...httpsClientEnv.shape,
});

export const reconcileEnv = z.object({
  ...telemetryEnv.shape,
  ...policyEnv.shape,
  ...awsClientsEnv.shape,
  ...eventTableEnv.shape,
  ...workQueueEnv.shape,
  ...sourceSettingsEnv.shape,
  ...secretsCacheEnv.shape,
  ...listingEnv.shape,
  ...httpsClientEnv.shape,
});

export const sweepEnv = z.object({
  ...configuredSourcesEnv.shape,
  ...telemetryEnv.shape,
  ...policyEnv.shape,
  ...awsClientsEnv.shape,
  ...eventTableEnv.shape,
  ...bucketEnv.shape,
  ...workQueueEnv.shape,
});

/**
 * Parses the process environment once, at cold start.
 * @throws Error that names each variable and what is wrong with it, never its value
 */
export function parseEnvironment<T extends z.ZodMiniType>(
  schema: T,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<T> {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Function environment: ${problems.join('; ')}. Deploy the stack again.`);
  }
  return parsed.data as z.infer<T>;
}
