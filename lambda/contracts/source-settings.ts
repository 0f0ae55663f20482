import * as z from 'zod/mini';
import type { ReconcileSettings } from '../domain/reconcile/reconcile-state';
import { describeIssues, jsonEnv } from './environment';

/**
 * The value that the template puts into every secret. It must never change: CloudFormation would overwrite live keys with the new
 * value. A source whose signing secret is still this text is in set-up mode.
 */
export const SECRET_PLACEHOLDER = 'extraction-inbox: put the real value here (see README, Secrets)';

/** One webhook subscription as the functions see it. Never a secret: only where its two secrets are. */
export const sourceSchema = z.strictObject({
  /** URL segment, `[a-z0-9-]{1,40}`. */
  id: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)),
  provider: z.string(),
  /** Options of the provider (its `optionsSchema`). */
  options: z.record(z.string(), z.unknown()),
  /** Events older than this are archived, not fetched; absent: no limit. */
  maxEventAgeSeconds: z.optional(z.number().check(z.positive())),
  /** When and how far back the source is reconciled; absent: it is not. */
  reconcile: z.optional(
    z.strictObject({
      from: z.optional(z.string()),
      everyMinutes: z.number().check(z.positive()),
      horizonDays: z.number().check(z.positive()),
      settleMinutes: z.number().check(z.positive()),
    } satisfies Record<keyof ReconcileSettings, unknown>),
  ),
  /** Only the ingest function may read it. */
  signingSecretArn: z.string(),
  /** Only the processor and the reconciler of the source's provider may read it. */
  apiTokenSecretArn: z.string(),
});

export type SourceSettings = z.infer<typeof sourceSchema>;

const settingsSchema = jsonEnv(z.array(sourceSchema));

/** The settings cannot be used; named in logs, since a message of another error may not be shown. */
export class SourceSettingsError extends Error {
  override readonly name = 'SourceSettingsError';
}

/** Reads the value of the settings secret. @throws SourceSettingsError that names what is wrong, never a value */
export function parseSourceSettings(text: string): readonly SourceSettings[] {
  const parsed = settingsSchema.safeParse(text);
  if (!parsed.success) {
    throw new SourceSettingsError(
      `Source settings: ${describeIssues(parsed.error)}. Deploy the stack again.`,
    );
  }
  return parsed.data;
}
