import type { LogLevel } from '../../lambda/contracts/environment';
import type { ProviderId } from '../../lambda/providers/webhook-registry';
import type { AlarmLevel } from './alarm-levels';

/** Everything that can be configured: the shape of `extraction-inbox.config.ts`. Every key but `sources` may be left out. */
export interface ConfigInput {
  /** The webhook subscriptions this stack serves; at least one. */
  readonly sources: readonly SourceInput[];
  /**
   * How hard each provider's API may be pressed, where it differs from the provider's manifest.
   * @default each provider's own, safe for its smallest plan
   */
  readonly providers?: Readonly<Partial<Record<ProviderId, ProviderInput>>>;
  /** @default see RetryInput */
  readonly retry?: RetryInput;
  /** @default see TimingInput */
  readonly timing?: TimingInput;
  /** @default see RetentionInput */
  readonly retention?: RetentionInput;
  /** @default see SecretsInput */
  readonly secrets?: SecretsInput;
  /** @default see ThrottlingInput */
  readonly throttling?: ThrottlingInput;
  /** @default see ReservedConcurrencyInput */
  readonly reservedConcurrency?: ReservedConcurrencyInput;
  /** @default see EncryptionInput */
  readonly encryption?: EncryptionInput;
  /**
   * Existing bucket, in the stack's region and account, that takes the server access logs of the inbox's bucket, under the stack's
   * name. Its policy must let `logging.s3.amazonaws.com` put objects, and it must not be encrypted with a KMS key.
   * @default no access logs
   */
  readonly accessLogBucketName?: string;
  /**
   * X-Ray traces from the door through the queue to the processor: of the first request of each second and 5 % of the rest, which is
   * Lambda's own sampling and cannot be changed (docs/tracing.md).
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Shards of the work and status indexes. DynamoDB gives one index key 1,000 writes/s, so four shards carry 1,000 events/s
   * with room for retries; reads fan out over them. To lower it, set `formerIndexShards` to the former number.
   * @default 4
   */
  readonly indexShards?: number;
  /**
   * The highest `indexShards` this stack ever had, once that has been lowered: sweeper and tools go on reading all of those shards.
   * @default `indexShards`
   */
  readonly formerIndexShards?: number;
  /**
   * The least severe log lines that functions write: DEBUG names each step of each event, with ids and milliseconds.
   * @default 'INFO'
   */
  readonly logLevel?: LogLevel;
  /**
   * ARN of the SNS topic that hears of every alarm, when it rings and when it is over: a standard topic in the stack's region
   * to which `cloudwatch.amazonaws.com` may publish (an encrypted one: with a key that CloudWatch may use).
   * @default none: alarms only change their state, and reach nobody
   */
  readonly alarmTopicArn?: string;
  /**
   * Address of docs/runbook.md in a browser, without `#…`; each alarm's description ends in it and the anchor of its entry.
   * @default that of the repository that package.json names (`repository` or `homepage`); it names none yet, so the path `docs/runbook.md`
   */
  readonly runbookUrl?: string;
  /** @default see MonitoringInput */
  readonly monitoring?: MonitoringInput;
  /**
   * The functions call DynamoDB, S3, SQS and Secrets Manager at their FIPS endpoints. Needs `env.region`, one of the regions of the USA
   * and Canada that have all of them (lib/config/fips-regions.ts).
   * @default false
   */
  readonly fips?: boolean;
  /**
   * Name of the stack; `-c stackName=<name>` overrides it. Another name is another stack, with data, URLs and secrets of its own.
   * @default 'ExtractionInbox'
   */
  readonly stackName?: string;
  /**
   * Where the stack is deployed to; `-c account=<account>` and `-c region=<region>` override it.
   * @default the account and region of the credentials at hand, as for the AWS CLI
   */
  readonly env?: EnvInput;
  /**
   * Tags of the stack, which CloudFormation puts on all its resources that take tags; `-c tags=<name>=<value>,…` adds to them.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Keeps table, bucket, secrets and key when the stack is deleted. A deployment that fails still removes what it created itself.
   * `false` is for throw-away accounts only.
   * @default true
   */
  readonly protectData?: boolean;
  /**
   * CloudFormation refuses to delete the stack. Turn it on after the first deployment: before, it forbids to repeat one that failed.
   * `cdk deploy` sets it each time to what stands here, so a setting made by hand does not last.
   * @default false
   */
  readonly terminationProtection?: boolean;
  /**
   * DynamoDB refuses to delete the table. Turn it on after the first deployment: before, it makes the rollback of a failed one fail.
   * @default false
   */
  readonly deletionProtection?: boolean;
}

/** Account and region of a deployment; `cdk deploy` refuses credentials of another account. */
export interface EnvInput {
  /** Twelve digits. */
  readonly account?: string;
  /** Such as `eu-central-1`. */
  readonly region?: string;
}

/** One webhook subscription: its URL is `…/webhooks/<id>`, and it has two secrets of its own. */
export interface SourceInput {
  /** The last segment of the webhook URL, `[a-z0-9-]`, at most 40 characters. Renaming it makes a new source. */
  readonly id: string;
  readonly provider: ProviderId;
  /**
   * Events whose own timestamp is older than this are kept but not fetched (ARCHIVED, `too_old`).
   * @default no limit: documentation samples and late manual re-sends are old
   */
  readonly maxEventAgeSeconds?: number;
  /**
   * Limits of this source's route, where they differ. Before you remove the source or this key again, docs/upgrades.md has a command
   * to run: API Gateway keeps settings of single routes.
   * @default those of `throttling`
   */
  readonly throttling?: ThrottlingInput;
  /**
   * How documents whose webhooks never came are found: the provider is asked on schedule what it finished. `false`: not at all.
   * @default see ReconcileInput; off, and said so at synth, where the provider or its options do not allow it
   */
  readonly reconcile?: false | ReconcileInput;
  /**
   * The provider's own options, such as `baseUrl`; each provider documents and checks them in its `options` schema.
   * @default the provider's defaults
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Calls to one provider: at most `maxConcurrency` processes, each `inBatchConcurrency` events at once. */
export interface ProviderInput {
  /**
   * Requests per second of all processes together; each process gets its part of it.
   * @default the provider's manifest
   */
  readonly requestsPerSecond?: number;
  /**
   * Processor invocations at once; AWS allows 2 at the least and 1,000 at the most.
   * @default the provider's manifest
   */
  readonly maxConcurrency?: number;
  /**
   * Events of one batch worked on at once.
   * @default the provider's manifest
   */
  readonly inBatchConcurrency?: number;
  /**
   * Pages of lists per second for reconciliation, beside `requestsPerSecond`; shared by the provider's reconciled sources.
   * @default the provider's manifest
   */
  readonly listRequestsPerSecond?: number;
}

/** When, and how far back, a source's provider is asked what it finished (docs/reconciliation.md). */
export interface ReconcileInput {
  /**
   * Minutes between two runs, from 5 on.
   * @default 60
   */
  readonly everyMinutes?: number;
  /**
   * Documents changed before this date are older history, left to an explicit backfill: `2026-01-31` or with a time of day.
   * @default the first deployment: one interval (`everyMinutes`) before the first run
   */
  readonly from?: string;
  /**
   * How many days back a run looks at the most; fewer than `retention.recordDays`, more than `everyMinutes` and `settleMinutes` together.
   * @default 30, or what `retention.recordDays` allows
   */
  readonly horizonDays?: number;
  /**
   * A document younger than this is left alone, since its webhook may be on its way.
   * @default 15
   */
  readonly settleMinutes?: number;
}

/** When retrying ends: by age, never by a small count. */
export interface RetryInput {
  /**
   * An event that could not be fetched for this long is FAILED.
   * @default 24
   */
  readonly windowHours?: number;
  /**
   * The same while the provider says that the result is not ready.
   * @default 72
   */
  readonly notReadyWindowHours?: number;
  /**
   * A 404 counts as "not visible yet" for this long, then as final.
   * @default 15
   */
  readonly notFoundGraceMinutes?: number;
}

/** The few times from which all others follow (lib/config/timing.ts). */
export interface TimingInput {
  /**
   * Seconds one event may take in a processor, provider and AWS calls together.
   * @default 12
   */
  readonly eventBudgetSeconds?: number;
  /**
   * Messages a processor takes at once, at most 10.
   * @default 10
   */
  readonly batchSize?: number;
  /**
   * How long SQS may hold messages back to fill a batch. 0: not at all.
   * @default 0
   */
  readonly maxBatchingWindowSeconds?: number;
}

/** How long things are kept, in days. Results themselves never expire. */
export interface RetentionInput {
  /**
   * Logs of functions and of the API; one of the periods CloudWatch knows.
   * @default 90
   */
  readonly logDays?: number;
  /**
   * Final event records, and with them quarantined bodies and archived content in S3. Open events never expire. A record is what makes
   * a repeated delivery a duplicate.
   * @default 400
   */
  readonly recordDays?: number;
  /**
   * Bodies as received that are too large for the record; a replay needs them. At least one day more than both retry windows.
   * @default 90
   */
  readonly rawBodyDays?: number;
  /**
   * Versions of objects that a newer one replaced.
   * @default 30
   */
  readonly oldVersionDays?: number;
  /**
   * Results this old move to S3 Standard-IA, still readable at once; 30 at the least. `'never'`: they stay.
   * @default 90
   */
  readonly coldStorageAfterDays?: number | 'never';
}

/** How functions keep signing keys and API tokens in memory. */
export interface SecretsInput {
  /**
   * Seconds after which a secret is read again: as long before the provider uses a new key it must be stored, and as long a
   * removed one is still accepted.
   * @default 300
   */
  readonly cacheSeconds?: number;
  /**
   * A signature or token that does not fit has the secret read earlier, at most once in this many seconds per process.
   * @default 30
   */
  readonly refreshFloorSeconds?: number;
}

/** Limits of each webhook route; what exceeds them is answered 429 by API Gateway and costs no function. */
export interface ThrottlingInput {
  /**
   * Requests per second.
   * @default 1000
   */
  readonly rate?: number;
  /**
   * Requests at once.
   * @default 2000
   */
  readonly burst?: number;
}

/** Lambda concurrency set aside: what one function may take at the most, and no other may take from it. */
export interface ReservedConcurrencyInput {
  /**
   * Webhooks worked on at once. A flood then cannot take the account's whole concurrency; what exceeds it is answered 5xx, which the
   * provider repeats. AWS leaves at least 100 unreserved, and the processors (`providers.<id>.maxConcurrency`) run out of those.
   * @default none: the door takes what the account has left
   */
  readonly ingest?: number;
}

/** Everything is encrypted at rest in any case; this is about whose key it is. */
export interface EncryptionInput {
  /**
   * One KMS key of your own, with a new version each year, for table, bucket, queues and secrets. It costs 1 USD a month and 0.03 USD
   * per 10,000 calls; it is kept with the data (`protectData`).
   * @default false: the keys AWS owns, which cost nothing
   */
  readonly customerManagedKey?: boolean;
  /**
   * The log groups too; needs `customerManagedKey`.
   * @default false
   */
  readonly logs?: boolean;
}

/** What watches the stack. Prices: list prices of us-east-1 a month, for the default configuration (docs/metrics.md). */
export interface MonitoringInput {
  /**
   * `'all'` (4.40 USD): every alarm. `'essential'` (2.40 USD): every `[page]` alarm with their composite, dead letters, given-up and
   * quarantined events. `'none'`: no alarm, for stacks that nobody relies on, and for emulators without composite alarms.
   * @default 'all'
   */
  readonly alarms?: AlarmLevel;
  /**
   * One CloudWatch dashboard (3 USD). The functions write their metrics without it, too.
   * @default true
   */
  readonly dashboard?: boolean;
}
