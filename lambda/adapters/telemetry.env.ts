import * as z from 'zod/mini';

/** Read by Powertools itself; declared so that the environment contract is complete. */
export const telemetryEnv = z.object({
  POWERTOOLS_SERVICE_NAME: z.string(),
  POWERTOOLS_METRICS_NAMESPACE: z.string(),
  POWERTOOLS_LOG_LEVEL: z.string(),
});
