import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/** `LISTING`: JSON, how hard one source's reconciler may press its provider. */
export const listingEnv = z.object({
  LISTING: jsonEnv(
    z.strictObject({
      /** Pages of a list per second: the provider's share for lists, divided by its reconciled sources. */
      requestsPerSecond: z.number().check(z.positive()),
    }),
  ),
});
