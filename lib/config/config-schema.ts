import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { LOG_LEVELS } from '../../lambda/contracts/environment';
import { MAX_INDEX_SHARDS } from '../../lambda/domain/lifecycle/policy';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { ALARM_LEVELS } from './alarm-levels';
import { envSchema, stackNameSchema, tagsSchema } from './deployment-schema';
import { defaultRunbookUrl } from './runbook-url';

/** CloudWatch Logs keeps logs for these periods only. */
export const LOG_DAYS = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days < RetentionDays.INFINITE,
);

/** SQS keeps a message for 14 days, and a work queue must keep its own longer than any retry window. */
const MAX_WINDOW_HOURS = 12 * 24;

/** Not a FIFO topic (`….fifo`): it takes only messages that name a message group. */
const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const A_DATE = 'a date as a text, such as 2026-01-31 or 2026-01-31T08:00:00Z';

/** An alarm's description takes 1,024 characters: this leaves room for its meaning and the entry's anchor. */
const MAX_PAGE = 600;
const A_PAGE = `an http or https URL of at most ${MAX_PAGE} characters, without user, password and #`;

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const seconds = (min: number, max: number) => wholeNumber(min, max, 'seconds');
const days = (min: number, max = 3650) => wholeNumber(min, max, 'days');

const yesOrNo = z.boolean('true or false');
const requests = wholeNumber(1, 10_000);

const reconcileSchema = z.strictObject({
  everyMinutes: wholeNumber(5, 24 * 60, 'minutes').default(RECONCILE_DEFAULTS.everyMinutes),
  from: z.union([z.iso.date(), z.iso.datetime({ offset: true })], A_DATE).optional(),
  horizonDays: days(1, 365).optional(),
  settleMinutes: wholeNumber(1, 24 * 60, 'minutes').default(RECONCILE_DEFAULTS.settleMinutes),
});

const sourceSchema = z.strictObject(
  {
    id: z
      .string('a text')
      .regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -')
      // Every object has a property of this name, where the CDK looks for a construct.
      .regex(/^(?!constructor$)/, 'another id: the CDK cannot take this one'),
    provider: z.enum(PROVIDER_IDS, `one of ${PROVIDER_IDS.join(', ')}`),
    maxEventAgeSeconds: seconds(1, 10 * 365 * 86_400).optional(),
    throttling: z.strictObject({ rate: requests.optional(), burst: requests.optional() }).optional(),
    reconcile: z
      .union([z.literal(false), reconcileSchema], 'false, or an object such as { everyMinutes: 60 }')
      .prefault({}),
    options: z.record(z.string(), z.unknown(), 'an object of options').default({}),
  },
  `an object such as { id: '${PROVIDER_IDS[0]}', provider: '${PROVIDER_IDS[0]}' }`,
);

/** Of a source what its options are checked by, whatever else is wrong with it. */
export const optionsOfSource = z.object({
  provider: sourceSchema.shape.provider,
  options: sourceSchema.shape.options,
});

const providerSchema = z.strictObject({
  requestsPerSecond: z.number('a number').positive('a number above 0').optional(),
  maxConcurrency: wholeNumber(2, 1000).optional(),
  inBatchConcurrency: wholeNumber(1, 10).optional(),
  listRequestsPerSecond: z.number('a number').positive('a number above 0').optional(),
});

/** The shape alone; what one key demands of another is in `parse-config.ts`. Each message is what was expected. */
export const configSchema = z.strictObject(
  {
    sources: z.array(sourceSchema, 'a list of sources').min(1, 'at least one source'),
    providers: z
      .strictObject(Object.fromEntries(PROVIDER_IDS.map((id) => [id, providerSchema.optional()])))
      .prefault({}),
    retry: z
      .strictObject({
        windowHours: wholeNumber(1, MAX_WINDOW_HOURS, 'hours').default(24),
        notReadyWindowHours: wholeNumber(1, MAX_WINDOW_HOURS, 'hours').default(72),
        notFoundGraceMinutes: wholeNumber(1, 24 * 60, 'minutes').default(15),
      })
      .prefault({}),
    timing: z
      .strictObject({
        eventBudgetSeconds: seconds(3, 60).default(12),
        batchSize: wholeNumber(1, 10).default(10),
        maxBatchingWindowSeconds: seconds(0, 300).default(0),
      })
      .prefault({}),
    retention: z
      .strictObject({
        logDays: z
          .number('a number of days')
          .refine((value) => LOG_DAYS.includes(value), `one of ${LOG_DAYS.join(', ')}`)
          .default(90),
        recordDays: days(1).default(400),
        rawBodyDays: days(1).default(90),
        oldVersionDays: days(1).default(30),
        coldStorageAfterDays: z
          .union([days(30), z.literal('never')], "a whole number of days from 30 to 3650, or 'never'")
          .default(90),
      })
      .prefault({}),
    secrets: z
      .strictObject({
        cacheSeconds: seconds(1, 3600).default(300),
        refreshFloorSeconds: seconds(1, 3600).default(30),
      })
      .prefault({}),
    throttling: z
      .strictObject({
        rate: requests.default(1000),
        burst: requests.default(2000),
      })
      .prefault({}),
    reservedConcurrency: z.strictObject({ ingest: wholeNumber(1, 100_000).optional() }).prefault({}),
    encryption: z
      .strictObject({
        customerManagedKey: yesOrNo.default(false),
        logs: yesOrNo.default(false),
      })
      .prefault({}),
    accessLogBucketName: z
      .string('a text')
      .regex(BUCKET_NAME, 'the name of a bucket in the stack’s region')
      .optional(),
    tracing: yesOrNo.default(false),
    indexShards: wholeNumber(1, MAX_INDEX_SHARDS).default(4),
    formerIndexShards: wholeNumber(1, MAX_INDEX_SHARDS).optional(),
    logLevel: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`).default('INFO'),
    alarmTopicArn: z
      .string('a text')
      .regex(TOPIC_ARN, 'the ARN of a standard SNS topic, arn:aws:sns:<region>:<account>:<name>')
      .optional(),
    runbookUrl: z.string('a text').refine(isPage, A_PAGE).default(defaultRunbookUrl),
    monitoring: z
      .strictObject({
        alarms: z.enum(ALARM_LEVELS, `one of ${ALARM_LEVELS.join(', ')}`).default('all'),
        dashboard: yesOrNo.default(true),
      })
      .prefault({}),
    fips: yesOrNo.default(false),
    stackName: stackNameSchema.optional(),
    env: envSchema.optional(),
    tags: tagsSchema.default({}),
    protectData: yesOrNo.default(true),
    terminationProtection: yesOrNo.default(false),
    deletionProtection: yesOrNo.default(false),
  },
  'an object such as { sources: [ … ] }',
);

function isPage(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isWeb && text.length <= MAX_PAGE && !/[\s#]/.test(text) && !url.username && !url.password;
}

function wholeNumber(min: number, max: number, unit?: string) {
  const expected = `a whole number${unit ? ` of ${unit}` : ''} from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}
