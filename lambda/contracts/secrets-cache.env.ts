import * as z from 'zod/mini';
import { jsonEnv } from './json-env';

const seconds = z.number().check(z.positive());

/** How long secrets are kept in memory, and how often a signature or token that does not fit may have them read anew. */
export const secretsCacheSchema = z.strictObject({ cacheSeconds: seconds, refreshFloorSeconds: seconds });

export type SecretsCache = z.infer<typeof secretsCacheSchema>;

/** `SECRETS_CACHE`: JSON of the above. */
export const secretsCacheEnv = z.object({ SECRETS_CACHE: jsonEnv(secretsCacheSchema) });
