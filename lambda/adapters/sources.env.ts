import * as z from 'zod/mini';
import type { ReconcileSettings } from '../domain/reconciliation';
import { jsonEnv } from './json-env';

/** One webhook subscription as a function sees it. */
export const sourceSchema = z.strictObject({
  /** URL segment, `[a-z0-9-]{1,40}`. */
  id: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)),
  provider: z.string(),
  /** Options of the provider (its `optionsSchema`). */
  options: z.record(z.string(), z.unknown()),
  /** Events older than this are archived, not fetched; absent: no limit. */
  maxEventAgeSeconds: z.optional(z.number().check(z.positive())),
  /** When and how far back the source is reconciled; absent: it is not, or the function is not concerned. */
  reconcile: z.optional(
    z.strictObject({
      from: z.optional(z.string()),
      everyMinutes: z.number().check(z.positive()),
      horizonDays: z.number().check(z.positive()),
      settleMinutes: z.number().check(z.positive()),
    } satisfies Record<keyof ReconcileSettings, unknown>),
  ),
  /** ARN of the one secret this function reads: `signing` in the ingest function, `apiToken` in a processor. */
  secretArn: z.string(),
});

export type SourceEnv = z.infer<typeof sourceSchema>;

/** `SOURCES`: JSON list of the sources this function serves. */
export const sourcesEnv = z.object({ SOURCES: jsonEnv(z.array(sourceSchema)) });
