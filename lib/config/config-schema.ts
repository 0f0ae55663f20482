import * as z from 'zod';
import { LOG_LEVELS } from '../../lambda/contracts/environment';
import { ALARM_LEVELS } from '../../lambda/contracts/outputs';
import { MAX_INDEX_SHARDS } from '../../lambda/domain/lifecycle/policy';
import { findRunbookUrl } from '../monitoring/runbook';
import { days, group, key, requests, seconds, wholeNumber, yesOrNo } from './schema-parts';
import { envSchema, providersSchema, sourceSchema, stackNameSchema, tagsSchema } from './source-schema';

/** CloudWatch Logs keeps logs for these periods only. Not by `RetentionDays`: the local run must not load the CDK for it. */
export const LOG_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** SQS keeps a message for up to 14 days, and the dead-letter queue must keep it longer than the work queue. */
const MAX_WINDOW_HOURS = 12 * 24;

/** CloudWatch cannot publish to a FIFO topic (`….fifo`). */
const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

/** An alarm's description takes 1,024 characters: this leaves room for its meaning and the entry's anchor. */
const MAX_PAGE = 600;
const A_PAGE = `an http or https URL of at most ${MAX_PAGE} characters, without user, password and #`;

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * The configuration, told once: types, defaults, messages and the table in docs/reference/configuration.md follow from this schema. What one key demands of another is
 * in `config-rules.ts`.
 */
export const configSchema = z.strictObject(
  {
    sources: key(
      z.array(sourceSchema, 'a list of sources').min(1, 'at least one source'),
      'The webhook subscriptions that this stack serves.',
      'required',
    ),
    providers: providersSchema,
    retry: group('When retrying ends: by age, never by a small count.', {
      windowHours: key(
        wholeNumber(1, MAX_WINDOW_HOURS, 'hours').default(24),
        'An event that could not be fetched for this long is `FAILED`.',
      ),
      notReadyWindowHours: key(
        wholeNumber(1, MAX_WINDOW_HOURS, 'hours').default(72),
        'The same while the provider says that the result is not ready.',
      ),
      notFoundGraceMinutes: key(
        wholeNumber(1, 24 * 60, 'minutes').default(15),
        'A 404 means "not visible yet" for this long, then it is final.',
      ),
    }),
    timing: group('The few times from which all others follow.', {
      eventBudgetSeconds: key(
        seconds(3, 60).default(12),
        'Seconds that one event may take in a processor, provider and AWS calls together.',
      ),
      batchSize: key(wholeNumber(1, 10).default(10), 'Messages that a processor takes at once.'),
      maxBatchingWindowSeconds: key(
        seconds(0, 300).default(0),
        'How long SQS may hold messages back to fill a batch.',
      ),
    }),
    retention: group('How long things are kept, in days. Results never expire.', {
      logDays: key(
        z
          .number('a number of days')
          .refine((value) => LOG_DAYS.includes(value), `one of ${LOG_DAYS.join(', ')}`)
          .default(90),
        'Logs of the functions and of the API; one of the periods that CloudWatch offers.',
      ),
      recordDays: key(
        days(1).default(400),
        'Final event records, quarantined bodies and archived content. A record makes a repeated delivery a duplicate.',
      ),
      rawBodyDays: key(
        days(1).default(90),
        'Webhook bodies that are too large for the record; at least one day more than both retry windows.',
      ),
      oldVersionDays: key(days(1).default(30), 'Replaced versions of objects.'),
      coldStorageAfterDays: key(
        z
          .union([days(30), z.literal('never')], "a whole number of days from 30 to 3650, or 'never'")
          .default(90),
        'Results this old move to S3 Standard-IA; at least 30, or `never`.',
      ),
    }),
    secrets: group('How the functions cache signing keys and API tokens.', {
      cacheSeconds: key(
        seconds(1, 3600).default(300),
        'Seconds after which a secret is read again. Store a new key this long before the provider uses it; a removed key is accepted for this long.',
      ),
      refreshFloorSeconds: key(
        seconds(1, 3600).default(30),
        'A wrong signature or a refused token refreshes the secret at most once in this many seconds per process.',
      ),
    }),
    throttling: group(
      'Limits per webhook route; API Gateway answers 429 above them ([docs/review/abuse-protection.md](docs/review/abuse-protection.md)).',
      {
        rate: key(requests.default(1000), 'Requests per second.'),
        burst: key(requests.default(2000), 'Requests at once.'),
      },
    ),
    reservedConcurrency: group('Lambda concurrency set aside for a function, and its limit.', {
      ingest: key(
        wholeNumber(1, 100_000).optional(),
        'A flood then cannot starve the account. AWS leaves at least 100 unreserved, which the processors share.',
        'none',
      ),
    }),
    encryption: group(
      'Everything is encrypted at rest; this is about whose key it is ([docs/review/encryption.md](docs/review/encryption.md)).',
      {
        customerManagedKey: key(
          yesOrNo.default(false),
          'One KMS key of your own for table, bucket, queues and secrets: 1 USD a month, and 0.03 USD per 10,000 calls.',
        ),
        logs: key(yesOrNo.default(false), 'The log groups too; needs `customerManagedKey`.'),
      },
    ),
    accessLogBucketName: key(
      z.string('a text').regex(BUCKET_NAME, 'the name of a bucket in the stack’s region').optional(),
      'Existing bucket for S3 server access logs, in the stack’s region and account. Its policy must let `logging.s3.amazonaws.com` put objects; a bucket with a KMS key cannot be used.',
      'none',
    ),
    tracing: key(
      yesOrNo.default(false),
      'X-Ray traces from the ingest function to the processor, sampled ([docs/operate/tracing.md](docs/operate/tracing.md)).',
    ),
    indexShards: key(
      wholeNumber(1, MAX_INDEX_SHARDS).default(4),
      'Shards of the work and status indexes; four carry 1,000 events/s.',
    ),
    formerIndexShards: key(
      wholeNumber(1, MAX_INDEX_SHARDS).optional(),
      'The highest `indexShards` that this stack ever had, once you lowered it ([docs/operate/upgrades.md](docs/operate/upgrades.md#change-indexshards)).',
      '`indexShards`',
    ),
    logLevel: key(
      z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('INFO'),
      'Least severe log lines of the functions; `DEBUG` logs each step of each event, with ids and milliseconds.',
    ),
    alarmTopicArn: key(
      z
        .string('a text')
        .regex(TOPIC_ARN, 'the ARN of a standard SNS topic, arn:aws:sns:<region>:<account>:<name>')
        .optional(),
      'Standard SNS topic in the stack’s region that each alarm notifies; `cloudwatch.amazonaws.com` must be allowed to publish. Without it alarms only change their state.',
      'none',
    ),
    runbookUrl: key(
      z.string('a text').refine(isPage, A_PAGE).default(findRunbookUrl),
      'Address of docs/operate/runbook.md in a browser, without `#…`; each alarm’s description links to it.',
      '`repository` of package.json; if it names none, the path',
    ),
    monitoring: group('What watches the stack ([prices](docs/operate/metrics.md#cost-of-monitoring)).', {
      alarms: key(
        z.enum(ALARM_LEVELS, `one of ${ALARM_LEVELS.join(', ')}`).default('all'),
        '`all` (4.40 USD a month), `essential` (2.40 USD: what pages, dead letters, given-up and quarantined events) or `none`.',
      ),
      dashboard: key(yesOrNo.default(true), 'One CloudWatch dashboard (3 USD).'),
    }),
    fips: key(
      yesOrNo.default(false),
      'The functions call AWS at FIPS endpoints; needs `env.region` ([docs/review/encryption.md](docs/review/encryption.md#fips-endpoints)).',
    ),
    stackName: key(
      stackNameSchema.optional(),
      'Name of the stack; another name is another stack (`-c stackName=<name>`).',
      '`ExtractionInbox`',
    ),
    env: key(
      envSchema.optional(),
      'Where the stack is deployed (`-c account=<account>`, `-c region=<region>`).',
      'those of the credentials',
    ),
    tags: key(
      tagsSchema.default({}),
      'Tags of the stack and of its resources (`-c tags=<name>=<value>,…`).',
      'none',
    ),
    protectData: key(
      yesOrNo.default(true),
      'Keep table, bucket, secrets and key when the stack is deleted; `false` is for throw-away accounts. A failed deployment still removes what it created.',
    ),
    terminationProtection: key(
      yesOrNo.default(false),
      'CloudFormation refuses to delete the stack. Turn it on after the first deployment: before, a failed one cannot be repeated.',
    ),
    deletionProtection: key(
      yesOrNo.default(false),
      'DynamoDB refuses to delete the table. Turn it on after the first deployment: before, the rollback of a failed one fails.',
    ),
  },
  'an object such as { sources: [ … ] }',
);

type Frozen<T> = T extends readonly unknown[] | object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** What `extraction-inbox.config.ts` exports. */
export type ConfigInput = Frozen<z.input<typeof configSchema>>;
export type SourceInput = ConfigInput['sources'][number];
/** A configuration of the right shape, with its defaults. */
export type CheckedConfig = z.output<typeof configSchema>;

function isPage(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isWeb && text.length <= MAX_PAGE && !/[\s#]/.test(text) && !url.username && !url.password;
}
