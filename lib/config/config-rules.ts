import { pascalCase } from '../../lambda/contracts/outputs';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
import { toAsciiJson, toSettings } from '../sources/source-settings';
import type { SourceConfig } from './config';
import type { ConfigProblem } from './config-error';
import type { CheckedConfig } from './config-schema';

/**
 * Regions with FIPS endpoints of everything the functions call: DynamoDB, S3, SQS and Secrets Manager. From the endpoint data of
 * botocore 1.44.8, checked 2026-11-30; https://aws.amazon.com/compliance/fips/ has the current list.
 */
export const FIPS_REGIONS: readonly string[] = [
  'ca-central-1',
  'ca-west-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
];

const HOURS_OF_A_DAY = 24;
const MINUTES_OF_A_DAY = 1_440;

/** Rules between two or more keys. */
export function checkRules(config: CheckedConfig): ConfigProblem[] {
  const { sources, retention } = config;
  const problems: ConfigProblem[] = [];
  const names = sources.map(({ id }) => pascalCase(id));
  for (const [index, { id, reconcile }] of sources.entries()) {
    const name = pascalCase(id);
    const first = names.indexOf(name);
    // Ids that differ only in hyphens would share the names of their outputs.
    if (first !== index || name === '') {
      problems.push({
        key: `sources[${index}].id`,
        got: id,
        expected:
          first === index
            ? 'at least one letter or digit'
            : `an id that differs from sources[${first}].id by more than hyphens`,
        remedy: 'Give each source an id of its own: it names its URL, its secrets and its records.',
      });
    }
    if (!reconcile) {
      continue;
    }
    const { everyMinutes, settleMinutes, horizonDays: got = findDefaultHorizon(retention) } = reconcile;
    const key = `sources[${index}].reconcile.horizonDays`;
    // Reconciliation would capture a document again once its record expired.
    if (got >= retention.recordDays) {
      problems.push({
        key,
        got,
        expected: `fewer days than retention.recordDays (${retention.recordDays})`,
        remedy:
          'Lower it, raise retention.recordDays, or switch reconciliation off (reconcile: false): a record that expired would be taken for one that never was.',
      });
    }
    // A document that is too young for one run must lie within the horizon of the next.
    const least = Math.floor((everyMinutes + settleMinutes) / MINUTES_OF_A_DAY) + 1;
    if (got !== 0 && got < least) {
      problems.push({
        key,
        got,
        expected: `at least ${least} days, more than everyMinutes and settleMinutes together`,
        remedy: 'Raise it, or lower the other two: no run would look at some documents.',
      });
    }
  }
  return [...problems, ...RULES.flatMap((rule) => rule(config) ?? [])];
}

type Rule = (config: CheckedConfig) => ConfigProblem | undefined;

const RULES: readonly Rule[] = [
  // The last attempt of an event may come after its window, so a body is kept for one day longer.
  ({ retention, retry }) => {
    const longest = Math.max(retry.windowHours, retry.notReadyWindowHours);
    const least = Math.ceil((longest + HOURS_OF_A_DAY) / HOURS_OF_A_DAY);
    return retention.rawBodyDays >= least
      ? undefined
      : {
          key: 'retention.rawBodyDays',
          got: retention.rawBodyDays,
          expected: `at least ${least} days: one day more than the longest retry window (${longest} hours)`,
          remedy:
            'Raise it, or shorten retry.windowHours or retry.notReadyWindowHours: an event whose body expires during its retries may be lost.',
        };
  },
  ({ secrets }) =>
    secrets.refreshFloorSeconds <= secrets.cacheSeconds
      ? undefined
      : {
          key: 'secrets.refreshFloorSeconds',
          got: secrets.refreshFloorSeconds,
          expected: `at most secrets.cacheSeconds (${secrets.cacheSeconds})`,
          remedy: 'Lower it: a refresh can only be earlier than the regular reading.',
        },
  ({ encryption }) =>
    encryption.customerManagedKey || !encryption.logs
      ? undefined
      : {
          key: 'encryption.logs',
          got: true,
          expected: 'false, or encryption.customerManagedKey true as well',
          remedy:
            'Logs are always encrypted; this option gives them the key of your own, so turn that on too.',
        },
  ({ fips, env }) => {
    const region = env?.region;
    return !fips || (region !== undefined && FIPS_REGIONS.includes(region))
      ? undefined
      : {
          key: 'fips',
          got: true,
          gotInWords: `true ${region === undefined ? 'without env.region' : `in ${region}`}`,
          expected: `false, or env.region one of ${FIPS_REGIONS.join(', ')}`,
          remedy:
            region === undefined
              ? 'Set env.region, or say `-c region=<region>`: only some regions have these endpoints.'
              : 'Remove it, or deploy to one of these regions: elsewhere every call of the functions would fail.',
        };
  },
  ({ alarmTopicArn, env }) => {
    const topicRegion = alarmTopicArn?.split(':')[3];
    return env?.region === undefined || topicRegion === undefined || topicRegion === env.region
      ? undefined
      : {
          key: 'alarmTopicArn',
          got: alarmTopicArn,
          expected: `a topic in env.region (${env.region})`,
          remedy: 'Name a topic of that region: CloudWatch notifies no other.',
        };
  },
  ({ indexShards, formerIndexShards }) =>
    formerIndexShards === undefined || formerIndexShards >= indexShards
      ? undefined
      : {
          key: 'formerIndexShards',
          got: formerIndexShards,
          expected: `at least indexShards (${indexShards})`,
          remedy:
            'It is the highest number this stack ever had: raise it, or leave it out if indexShards was never lowered.',
        },
];

export function findDefaultHorizon({ recordDays }: Pick<CheckedConfig['retention'], 'recordDays'>): number {
  return Math.min(RECONCILE_DEFAULTS.horizonDays, recordDays - 1);
}

/**
 * Sources of one stack. What runs out first are the inline policies of a role (10,240 characters), which name the secret of each
 * source. test/lib/extraction-inbox-stack.many-sources.test.ts measures that this many fit into all that AWS allows.
 */
export const MAX_SOURCES = 35;

/** The settings of all sources are one value in Secrets Manager; this is its limit. */
export const MAX_SETTINGS_BYTES = 65_536;

/** At synth the ARN of a secret is a CDK token; in the deployed value it has up to 160 characters. */
const LONGEST_ARN = 'a'.repeat(170);

/** Whether these sources fit into one stack. */
export function checkSize(sources: readonly SourceConfig[]): ConfigProblem[] {
  const exceeding = sources.findIndex(
    (_, index) => countBytes(sources.slice(0, index + 1)) > MAX_SETTINGS_BYTES,
  );
  const fitting = Math.min(exceeding < 0 ? sources.length : exceeding, MAX_SOURCES);
  if (fitting === sources.length) {
    return [];
  }
  const isTooMany = sources.length > MAX_SOURCES;
  const size = isTooMany ? '' : ` whose settings take ${countBytes(sources)} bytes`;
  return [
    {
      key: 'sources',
      got: `${sources.length} sources${size}`,
      expected: `at most ${isTooMany ? MAX_SOURCES : `${MAX_SETTINGS_BYTES} bytes`} in one stack`,
      remedy: `The first ${fitting} fit. Deploy a second stack for the others: \`npx cdk deploy -c config=<other>.config.ts\`, with a \`stackName\` of its own in that file.`,
    },
  ];
}

function countBytes(sources: readonly SourceConfig[]): number {
  const arns = { signingSecretArn: LONGEST_ARN, apiTokenSecretArn: LONGEST_ARN };
  return toAsciiJson(sources.map((source) => toSettings(source, arns))).length;
}
