import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/** `LISTING`: JSON, whom one reconciler asks, and how hard it may press the provider. */
export const listingEnv = z.object({
  LISTING: jsonEnv(
    z.strictObject({
      source: z.string(),
      /** Pages of a list per second: the provider's share for lists, divided by its reconciled sources. */
      requestsPerSecond: z.number().check(z.positive()),
    }),
  ),
});
