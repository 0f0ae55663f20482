import type * as z from 'zod';
import { pascalCase } from '../../lambda/contracts/outputs';
import type { ConfigProblem } from './config-error';
import type { configSchema } from './config-schema';
import { FIPS_REGIONS } from './fips-regions';
import { horizonsReachBack, horizonsWithinRecords } from './reconcile-config';

type Checked = z.output<typeof configSchema>;

const HOURS_OF_A_DAY = 24;

/** What one key of the configuration demands of another. */
export function crossChecks(config: Checked): ConfigProblem[] {
  return [
    ...distinctSources(config),
    ...rawBodiesOutliveWindows(config),
    ...floorWithinCacheAge(config),
    ...logsHaveAKey(config),
    ...fipsEndpointsExist(config),
    ...topicInRegion(config),
    ...formerShardsAreMore(config),
    ...horizonsWithinRecords(config),
    ...horizonsReachBack(config),
  ];
}

/** Ids that differ only in hyphens would share the names of their outputs. */
function distinctSources({ sources }: Checked): ConfigProblem[] {
  const names = sources.map(({ id }) => pascalCase(id));
  return sources.flatMap(({ id }, index) => {
    const first = names.indexOf(names[index] ?? '');
    if (first === index && names[index] !== '') {
      return [];
    }
    return [
      {
        key: `sources[${index}].id`,
        got: id,
        expected:
          first === index
            ? 'at least one letter or digit'
            : `an id that differs from sources[${first}].id by more than hyphens`,
        remedy: 'Give each source an id of its own: it names its URL, its secrets and its records.',
      },
    ];
  });
}

/** The last attempt of an event may come after its window has ended, so a body is kept for a day more. */
function rawBodiesOutliveWindows({ retention, retry }: Checked): ConfigProblem[] {
  const longest = Math.max(retry.windowHours, retry.notReadyWindowHours);
  const least = Math.ceil((longest + HOURS_OF_A_DAY) / HOURS_OF_A_DAY);
  if (retention.rawBodyDays >= least) {
    return [];
  }
  return [
    {
      key: 'retention.rawBodyDays',
      got: retention.rawBodyDays,
      expected: `at least ${least} days: one day more than the longest retry window (${longest} hours)`,
      remedy:
        'Raise it, or shorten retry.windowHours or retry.notReadyWindowHours: an event whose body expires during its retries may be lost.',
    },
  ];
}

function floorWithinCacheAge({ secrets }: Checked): ConfigProblem[] {
  if (secrets.refreshFloorSeconds <= secrets.cacheSeconds) {
    return [];
  }
  return [
    {
      key: 'secrets.refreshFloorSeconds',
      got: secrets.refreshFloorSeconds,
      expected: `at most secrets.cacheSeconds (${secrets.cacheSeconds})`,
      remedy: 'Lower it: a refresh can only be earlier than the reading that comes anyway.',
    },
  ];
}

function formerShardsAreMore({ indexShards, formerIndexShards }: Checked): ConfigProblem[] {
  if (formerIndexShards === undefined || formerIndexShards >= indexShards) {
    return [];
  }
  return [
    {
      key: 'formerIndexShards',
      got: formerIndexShards,
      expected: `at least indexShards (${indexShards})`,
      remedy:
        'It is the highest number this stack ever had: raise it, or leave it out if indexShards was never lowered.',
    },
  ];
}

function logsHaveAKey({ encryption }: Checked): ConfigProblem[] {
  if (encryption.customerManagedKey || !encryption.logs) {
    return [];
  }
  return [
    {
      key: 'encryption.logs',
      got: true,
      expected: 'false, or encryption.customerManagedKey true as well',
      remedy: 'Logs are always encrypted; this option gives them the key of your own, so turn that on too.',
    },
  ];
}

function fipsEndpointsExist({ fips, env }: Checked): ConfigProblem[] {
  const region = env?.region;
  if (!fips || (region !== undefined && FIPS_REGIONS.includes(region))) {
    return [];
  }
  const where = region === undefined ? 'without env.region' : `in ${region}`;
  return [
    {
      key: 'fips',
      got: true,
      gotInWords: `true ${where}`,
      expected: `false, or env.region one of ${FIPS_REGIONS.join(', ')}`,
      remedy:
        region === undefined
          ? 'Set env.region, or say `-c region=<region>`: only some regions have these endpoints.'
          : 'Remove it, or deploy to one of these regions: elsewhere every call of the functions would fail.',
    },
  ];
}

/** CloudWatch notifies topics of its own region alone: the alarm could not be created. */
function topicInRegion({ alarmTopicArn, env }: Checked): ConfigProblem[] {
  const topicRegion = alarmTopicArn?.split(':')[3];
  if (env?.region === undefined || topicRegion === undefined || topicRegion === env.region) {
    return [];
  }
  return [
    {
      key: 'alarmTopicArn',
      got: alarmTopicArn,
      expected: `a topic in env.region (${env.region})`,
      remedy: 'Name a topic of that region: CloudWatch notifies no other.',
    },
  ];
}
