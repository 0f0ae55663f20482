import * as z from 'zod/mini';
import type { ConfiguredSources } from '../domain/provider/configured-sources';
import { jsonEnv } from './json-env';

/** `CONFIGURED_SOURCES`: JSON object, provider id → ids of its sources, for a function that needs no more of them. */
export const configuredSourcesEnv = z.object({
  CONFIGURED_SOURCES: jsonEnv(
    z.record(z.string(), z.array(z.string())) satisfies z.ZodMiniType<ConfiguredSources>,
  ),
});
