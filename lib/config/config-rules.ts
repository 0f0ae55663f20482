import type * as z from 'zod';
import { pascalCase } from '../pascal-case';
import type { ConfigProblem } from './config-error';
import type { configSchema } from './config-schema';
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
