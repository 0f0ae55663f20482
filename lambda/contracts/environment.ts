import * as z from 'zod/mini';
import type { Policy } from '../domain/lifecycle/policy';
import type { ConfiguredSources } from '../domain/provider/provider';

const positive = z.number().check(z.positive());
const filled = z.string().check(z.minLength(1));

/** Most verbose first. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Read by Powertools itself; declared so that the environment contract is complete. */
export const telemetryEnv = z.object({
  POWERTOOLS_SERVICE_NAME: z.string(),
  POWERTOOLS_METRICS_NAMESPACE: z.string(),
  POWERTOOLS_LOG_LEVEL: z.string(),
});

/** Read by every AWS client; absent unless the configuration asks for FIPS endpoints. The local run sets it to `false`. */
export const awsClientsEnv = z.object({
  AWS_USE_FIPS_ENDPOINT: z.optional(z.string()),
});

export const eventTableEnv = z.object({ EVENT_TABLE_NAME: filled });

export const bucketEnv = z.object({ BUCKET_NAME: filled });

/** `WORK_QUEUE_URLS`: JSON object, provider id → queue URL; only the providers this function sends to. */
export const workQueueEnv = z.object({
  WORK_QUEUE_URLS: jsonEnv(z.record(z.string(), z.url())),
});

export const policySchema = z.strictObject({
  leaseSeconds: positive,
  graceSeconds: positive,
  retryWindowSeconds: positive,
  notReadyWindowSeconds: positive,
  notFoundGraceSeconds: positive,
  recordRetentionDays: positive,
  indexShards: positive,
  formerIndexShards: z.optional(positive),
} satisfies Record<keyof Policy, unknown>);

export const policyEnv = z.object({ POLICY: jsonEnv(policySchema) });

/** `SOURCE_SETTINGS`: ARN of the secret that holds the settings of every source (source-settings.ts). */
export const sourceSettingsEnv = z.object({ SOURCE_SETTINGS: filled });

/** `CONFIGURED_SOURCES`: JSON object, provider id → ids of its sources. */
export const configuredSourcesEnv = z.object({
  CONFIGURED_SOURCES: jsonEnv(
    z.record(z.string(), z.array(z.string())) satisfies z.ZodMiniType<ConfiguredSources>,
  ),
});

/** How long secrets stay in memory, and how often a signature or token that fails may cause another read. */
export const secretsCacheSchema = z.strictObject({ cacheSeconds: positive, refreshFloorSeconds: positive });

export type SecretsCache = z.infer<typeof secretsCacheSchema>;

export const secretsCacheEnv = z.object({ SECRETS_CACHE: jsonEnv(secretsCacheSchema) });

/** `PRESSURE`: JSON, the limits of one processor process for its provider. */
export const providerPressureEnv = z.object({
  PROVIDER: z.string(),
  PRESSURE: jsonEnv(
    z.strictObject({
      /** Events of one batch worked on at once. */
      inBatchConcurrency: positive,
      /** Requests per second of this process: the provider's share divided by maxConcurrency. */
      requestsPerSecond: positive,
      /** Seconds one event may take, provider calls and AWS calls together. */
      eventBudgetSeconds: positive,
    }),
  ),
});

/** `LISTING`: JSON, the provider that a reconciler lists, and its rate limit. */
export const listingEnv = z.object({
  LISTING: jsonEnv(
    z.strictObject({
      provider: z.string(),
      /** Pages of lists per second, all sources of the provider together. */
      requestsPerSecond: positive,
    }),
  ),
});

/**
 * `LOCAL_ORIGINS`: JSON list of exact loopback origins (`http://127.0.0.1:4571`) that may be called although production
 * forbids http and private addresses. Only the local run sets it; a test proves that no synthesized template does.
 */
export const httpsClientEnv = z.object({
  LOCAL_ORIGINS: z.optional(jsonEnv(z.array(z.string().check(z.regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/))))),
});

const everyFunction = {
  ...telemetryEnv.shape,
  ...policyEnv.shape,
  ...awsClientsEnv.shape,
  ...eventTableEnv.shape,
  ...workQueueEnv.shape,
};

const sources = { ...sourceSettingsEnv.shape, ...secretsCacheEnv.shape };

export const ingestEnv = z.object({ ...everyFunction, ...sources, ...bucketEnv.shape });

export const processEnv = z.object({
  ...everyFunction,
  ...sources,
  ...bucketEnv.shape,
  ...providerPressureEnv.shape,
  ...httpsClientEnv.shape,
});

export const reconcileEnv = z.object({
  ...everyFunction,
  ...sources,
  ...listingEnv.shape,
  ...httpsClientEnv.shape,
});

export const sweepEnv = z.object({ ...everyFunction, ...configuredSourcesEnv.shape, ...bucketEnv.shape });

/**
 * Parses the process environment once, at cold start.
 * @throws Error that names each variable and what is wrong with it, never its value
 */
export function parseEnvironment<T extends z.ZodMiniType>(
  schema: T,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<T> {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`Function environment: ${describeIssues(parsed.error)}. Deploy the stack again.`);
  }
  return parsed.data as z.infer<T>;
}

/** Each field that does not fit and what is wrong with it, never its value. */
export function describeIssues({ issues }: Pick<z.core.$ZodError, 'issues'>): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

/** An environment variable that holds JSON of the given shape. */
export function jsonEnv<T extends z.ZodMiniType>(shape: T) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.issues.push({ code: 'custom', message: 'expected JSON', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    shape,
  );
}
