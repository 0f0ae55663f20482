import type * as z from 'zod';
import { pascalCase } from '../pascal-case';
import type { ConfigProblem } from './config-error';
import type { configSchema } from './config-schema';
import { horizonsReachBack, horizonsWithinRecords } from './reconcile-config';

type Checked = z.output<typeof configSchema>;

/** Lambda allows 4 KiB of environment per function; this leaves the other variables room (an ARN and braces: 200 per source). */
const MAX_SOURCES_BYTES = 3_000;
const BYTES_BESIDE_OPTIONS = 200;
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
    ...sourcesFit(config),
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

function sourcesFit({ sources }: Checked): ConfigProblem[] {
  const bytes = sources.reduce(
    (sum, source) => sum + Buffer.byteLength(JSON.stringify(source)) + BYTES_BESIDE_OPTIONS,
    0,
  );
  if (bytes <= MAX_SOURCES_BYTES) {
    return [];
  }
  return [
    {
      key: 'sources',
      got: `${sources.length} sources, about ${bytes} bytes`,
      expected: `at most ${MAX_SOURCES_BYTES} bytes, for a function's whole environment is 4 KiB`,
      remedy:
        'Deploy a second stack for some of them: `npx cdk deploy -c config=<other>.config.ts`, with a `stackName` of its own in that file.',
    },
  ];
}
