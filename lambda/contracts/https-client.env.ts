import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

/**
 * `LOCAL_ORIGINS`: JSON list of exact loopback origins (`http://127.0.0.1:4571`) that may be called although production
 * forbids http and private addresses. Only the local run sets it; a test proves that no synthesized template does.
 */
export const httpsClientEnv = z.object({
  LOCAL_ORIGINS: z.optional(jsonEnv(z.array(z.string().check(z.regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/))))),
});
