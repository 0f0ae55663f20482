import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/** `PRESSURE`: JSON, how hard one processor process may press its provider. */
export const providerPressureEnv = z.object({
  PROVIDER: z.string(),
  PRESSURE: jsonEnv(
    z.strictObject({
      /** Events of one batch worked on at once. */
      inBatchConcurrency: z.number().check(z.positive()),
      /** Requests per second of this process: the provider's share divided by maxConcurrency. */
      requestsPerSecond: z.number().check(z.positive()),
      /** Seconds one event may take, provider calls and AWS calls together. */
      eventBudgetSeconds: z.number().check(z.positive()),
    }),
  ),
});
