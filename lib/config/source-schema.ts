import * as z from 'zod';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
import { PROVIDER_IDS, type ProviderId } from '../../lambda/providers/webhook-registry';
import { days, key, requests, seconds, wholeNumber } from './schema-parts';

const A_DATE = 'a date as a text, such as 2026-01-31 or 2026-01-31T08:00:00Z';

const reconcileSchema = z.strictObject({
  everyMinutes: key(
    wholeNumber(5, 24 * 60, 'minutes').default(RECONCILE_DEFAULTS.everyMinutes),
    'Minutes between two runs.',
  ),
  from: key(
    z.union([z.iso.date(), z.iso.datetime({ offset: true })], A_DATE).optional(),
    'Documents changed before this date are left to an explicit backfill: `2026-01-31`, or with a time of day.',
    'one interval before the first run',
  ),
  horizonDays: key(
    days(1, 365).optional(),
    'How many days back a run looks: fewer than `retention.recordDays`, more than `everyMinutes` and `settleMinutes` together.',
    `${RECONCILE_DEFAULTS.horizonDays}, or what \`retention.recordDays\` allows`,
  ),
  settleMinutes: key(
    wholeNumber(1, 24 * 60, 'minutes').default(RECONCILE_DEFAULTS.settleMinutes),
    'A document younger than this is skipped: its webhook may be on its way.',
  ),
});

/** One webhook subscription: its URL is `…/webhooks/<id>`, and it has two secrets of its own. */
export const sourceSchema = z.strictObject(
  {
    id: key(
      z
        .string('a text')
        .regex(/^[a-z0-9-]{1,40}$/, '1 to 40 of a-z, 0-9 and -')
        // The CDK looks children up as properties of an object, and every object has a `constructor`.
        .regex(/^(?!constructor$)/, 'another id: the CDK cannot take this one'),
      'Last segment of the webhook URL, `[a-z0-9-]`, up to 40 characters. Another id is another source.',
      'required',
    ),
    provider: key(
      z.enum(PROVIDER_IDS as readonly ProviderId[], `one of ${PROVIDER_IDS.join(', ')}`),
      PROVIDER_IDS.map((id) => `\`${id}\``).join(' or '),
      'required',
    ),
    maxEventAgeSeconds: key(
      seconds(1, 10 * 365 * 86_400).optional(),
      'Events whose own timestamp is older than this are kept but not fetched (`ARCHIVED`, `too_old`).',
      'no limit',
    ),
    throttling: key(
      z.strictObject({ rate: requests.optional(), burst: requests.optional() }).optional(),
      'Limits of this source’s route. Before you remove the source or this key, see [docs/operate/upgrades.md](docs/operate/upgrades.md): API Gateway keeps the settings of single routes.',
      'those of `throttling`',
    ),
    reconcile: key(
      z
        .union([z.literal(false), reconcileSchema], 'false, or an object such as { everyMinutes: 60 }')
        .prefault({}),
      'How documents whose webhooks never came are found; `false`: not at all ([docs/operate/reconciliation.md](docs/operate/reconciliation.md)).',
    ),
    options: key(
      z.record(z.string(), z.unknown(), 'an object of options').default({}),
      'The provider’s own options.',
    ),
  },
  `an object such as { id: '${PROVIDER_IDS[0]}', provider: '${PROVIDER_IDS[0]}' }`,
);

/** What is needed to check the options of a source that has other problems. */
export const optionsOfSource = z.object({
  provider: sourceSchema.shape.provider,
  options: sourceSchema.shape.options,
});

const providerSchema = z
  .strictObject({
    requestsPerSecond: key(
      z.number('a number').positive('a number above 0').optional(),
      'Requests per second of all processes together.',
    ),
    maxConcurrency: key(wholeNumber(2, 1000).optional(), 'Processor invocations at once.'),
    inBatchConcurrency: key(wholeNumber(1, 10).optional(), 'Events of one batch processed at once.'),
    listRequestsPerSecond: key(
      z.number('a number').positive('a number above 0').optional(),
      'List pages per second for reconciliation, beside `requestsPerSecond`.',
    ),
  })
  .optional();

export const providersSchema = key(
  z
    .strictObject(
      Object.fromEntries(PROVIDER_IDS.map((id) => [id, providerSchema])) as Record<
        ProviderId,
        typeof providerSchema
      >,
    )
    .prefault({}),
  'Limits of calls to the provider, where they differ from its manifest. `<id>` is the provider’s.',
  'the provider’s manifest',
);

const A_STACK_NAME = 'a name of at most 128 of A-Z, a-z, 0-9 and -, beginning with a letter';
const A_REGION = 'an AWS region, such as eu-central-1';
const AN_ACCOUNT = 'an AWS account of 12 digits, as a text';
const A_TAG_KEY = 'tag names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with "aws:"';
const A_TAG_VALUE = 'tag values of 1 to 256 letters, digits, spaces and _.:/=+-@';
const TAGS_APART = 'tag names that differ by more than upper and lower case';
const MAX_TAGS = 50;

const tagText = (max: number) => new RegExp(`^[\\p{L}\\p{N}\\p{Z}_.:/=+\\-@]{1,${max}}$`, 'u');

/** The keys from here on can be overridden with `-c`. */
export const stackNameSchema = z.string(A_STACK_NAME).regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, A_STACK_NAME);

export const envSchema = z.strictObject({
  account: key(
    z
      .string(AN_ACCOUNT)
      .regex(/^\d{12}$/, AN_ACCOUNT)
      .optional(),
    'Twelve digits; `cdk deploy` refuses credentials of another account.',
  ),
  region: key(
    z
      .string(A_REGION)
      .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, A_REGION)
      .optional(),
    'Such as `eu-central-1`.',
  ),
});

export const tagsSchema = z
  .record(
    z
      .string()
      .regex(tagText(128), A_TAG_KEY)
      .regex(/^(?!aws:)./i, A_TAG_KEY),
    z.string(A_TAG_VALUE).regex(tagText(256), A_TAG_VALUE),
    "an object such as { team: 'documents' }",
  )
  .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `at most ${MAX_TAGS} tags`)
  // Tag names of IAM roles are case-insensitive.
  .refine((tags) => {
    const names = Object.keys(tags).map((name) => name.toLowerCase());
    return new Set(names).size === names.length;
  }, TAGS_APART);
