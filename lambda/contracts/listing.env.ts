import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/** `LISTING`: JSON, whom one reconciler asks, and how hard it may press the provider. */
export const listingEnv = z.object({
  LISTING: jsonEnv(
    z.strictObject({
      /** Whose sources it reconciles. */
      provider: z.string(),
      /** Pages of a list per second: what the provider allows for lists, all sources together. */
      requestsPerSecond: z.number().check(z.positive()),
    }),
  ),
});
