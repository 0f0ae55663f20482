import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlarmLevel, LogLevel } from './choices';
import type { ExtractionProvider } from './sources/extraction-provider';
import type { InboxSource } from './sources/inbox-source';

/** Limits of the calls to one provider, where they differ from what its documentation says. */
export interface ProviderLimits {
  /** The provider that the limits are for. */
  readonly provider: ExtractionProvider;
  /**
   * Requests per second of all processes together.
   *
   * @default - Limai: 20, Extend: 8
   */
  readonly requestsPerSecond?: number;
  /**
   * Processor invocations at once, from 2 to 1000.
   *
   * @default 2
   */
  readonly maxConcurrency?: number;
  /**
   * Events of one batch processed at once, from 1 to 10.
   *
   * @default 5
   */
  readonly inBatchConcurrency?: number;
  /**
   * Pages of lists per second for reconciliation, beside `requestsPerSecond`.
   *
   * @default 1
   */
  readonly listRequestsPerSecond?: number;
}

/** Properties of an `ExtractionInbox`. */
export interface ExtractionInboxProps {
  /** The webhook subscriptions that the inbox serves; at least one, at most 35. */
  readonly sources: InboxSource[];
  /**
   * Limits of the calls to the providers, one entry per provider.
   *
   * @default - those that the provider's documentation allows
   */
  readonly providerLimits?: ProviderLimits[];

  /**
   * An event that could not be fetched for this long is `FAILED`; whole hours.
   *
   * @default Duration.hours(24)
   */
  readonly retryWindow?: Duration;
  /**
   * The same while the provider says that the result is not ready; whole hours.
   *
   * @default Duration.hours(72)
   */
  readonly notReadyWindow?: Duration;
  /**
   * A 404 means "not visible yet" for this long, then it is final; whole minutes.
   *
   * @default Duration.minutes(15)
   */
  readonly notFoundGrace?: Duration;
  /**
   * Time that one event may take in a processor, provider and AWS calls together.
   *
   * @default Duration.seconds(12)
   */
  readonly eventBudget?: Duration;
  /**
   * Messages that a processor takes at once, from 1 to 10.
   *
   * @default 10
   */
  readonly batchSize?: number;
  /**
   * How long SQS may hold messages back to fill a batch.
   *
   * @default Duration.seconds(0)
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * How long the logs of the functions and of the API are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * How long final event records, quarantined bodies and archived content are kept. A record makes a repeated delivery a duplicate.
   *
   * @default Duration.days(400)
   */
  readonly recordRetention?: Duration;
  /**
   * How long webhook bodies that are too large for the record are kept; at least one day more than both retry windows.
   *
   * @default Duration.days(90)
   */
  readonly rawBodyRetention?: Duration;
  /**
   * How long replaced versions of objects are kept.
   *
   * @default Duration.days(30)
   */
  readonly oldVersionRetention?: Duration;
  /**
   * Whether old results move to S3 Standard-IA.
   *
   * @default true
   */
  readonly coldStorage?: boolean;
  /**
   * Results this old move to S3 Standard-IA; at least 30 days.
   *
   * @default Duration.days(90)
   */
  readonly coldStorageAfter?: Duration;
  /**
   * What becomes of table, bucket, secrets and key when the stack is deleted. `RETAIN_ON_UPDATE_OR_DELETE` keeps them, `RETAIN` also
   * when the deployment that creates them fails, and `DESTROY` deletes them; CloudFormation deletes only an empty bucket.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * DynamoDB refuses to delete the table. Turn it on after the first deployment: before, the rollback of a failed one fails.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * An existing KMS key that encrypts table, bucket, queues and secrets.
   *
   * @default - keys that AWS owns, or a new key when `customerManagedKey` is true
   */
  readonly encryptionKey?: IKey;
  /**
   * Create a KMS key that encrypts table, bucket, queues and secrets.
   *
   * @default false
   */
  readonly customerManagedKey?: boolean;
  /**
   * Encrypt the log groups with the KMS key too. The policy of an imported key must allow CloudWatch Logs.
   *
   * @default false
   */
  readonly encryptLogs?: boolean;
  /**
   * How long the functions cache signing keys and API tokens.
   *
   * @default Duration.seconds(300)
   */
  readonly secretCacheTime?: Duration;
  /**
   * A wrong signature or a refused token refreshes the secret at most once in this time per process.
   *
   * @default Duration.seconds(30)
   */
  readonly secretRefreshFloor?: Duration;

  /**
   * Requests per second of each route; API Gateway answers 429 above it.
   *
   * @default 1000
   */
  readonly throttlingRateLimit?: number;
  /**
   * Requests at once of each route.
   *
   * @default 2000
   */
  readonly throttlingBurstLimit?: number;
  /**
   * Lambda concurrency set aside for the ingest function, and its limit.
   *
   * @default - none
   */
  readonly ingestReservedConcurrency?: number;
  /**
   * A domain name of your own for the webhook URLs. It needs `certificate`, and a DNS record of yours for the target of `domain`.
   *
   * @default - the address that API Gateway gives
   */
  readonly domainName?: string;
  /**
   * ACM certificate for `domainName`, in the region of the stack.
   *
   * @default - none
   */
  readonly certificate?: ICertificate;
  /**
   * Whether the address that API Gateway gives stops answering; needs `domainName`.
   *
   * @default false
   */
  readonly disableExecuteApiEndpoint?: boolean;

  /**
   * Standard SNS topic in the region of the stack that each alarm notifies. The policy of an encrypted topic's key must allow
   * `cloudwatch.amazonaws.com` (kms:Decrypt, kms:GenerateDataKey*), or no notification arrives.
   *
   * @default - the alarms only change their state
   */
  readonly alarmTopic?: ITopic;
  /**
   * Which alarms exist.
   *
   * @default AlarmLevel.ALL
   */
  readonly alarmLevel?: AlarmLevel;
  /**
   * Whether there is a CloudWatch dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Address of the runbook in a browser, without `#…`; each alarm's description links to it.
   *
   * @default - the runbook of this package
   */
  readonly runbookUrl?: string;
  /**
   * Least severe log lines of the functions.
   *
   * @default LogLevel.INFO
   */
  readonly logLevel?: LogLevel;
  /**
   * X-Ray traces from the ingest function to the processor.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Bucket for S3 server access logs, in the region and account of the stack. An imported one must let `logging.s3.amazonaws.com`
   * put objects.
   *
   * @default - no server access logs
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * Shards of the work and status indexes; four carry 1,000 events/s.
   *
   * @default 4
   */
  readonly indexShards?: number;
  /**
   * The highest `indexShards` that this inbox ever had, once you lowered it.
   *
   * @default - `indexShards`
   */
  readonly formerIndexShards?: number;
  /**
   * The functions call AWS at FIPS endpoints; only some regions have them.
   *
   * @default false
   */
  readonly fips?: boolean;
}
