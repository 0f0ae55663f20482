import { type FuzzOptions, type FuzzReport, isClean } from './run-fuzz';

const STATUS_NAMES: Readonly<Record<number, string>> = {
  401: 'refused for the signature',
  404: 'no such source',
  413: 'body over the limit',
};

/** The account of a run; its first line holds the four numbers that matter. */
export function describeFuzz(report: FuzzReport, { seed }: Pick<FuzzOptions, 'seed'>): string {
  const { tried, accepted, serverErrors, writes, keyReads, mostKeyReads, leaks, offenders } = report;
  return [
    `tried / accepted / 5xx / writes = ${tried} / ${accepted} / ${serverErrors} / ${writes}  (seed ${seed})`,
    `readings of signing keys: ${keyReads} (at most ${mostKeyReads}); lines that hold a key or a signature: ${leaks}`,
    'answers:',
    ...rows(report.statuses, (status) => `${status} ${STATUS_NAMES[status] ?? ''}`.trim()),
    'refusals by reason (metric SignatureRejected; the log says the same):',
    ...rows(report.reasons, (reason) => reason),
    ...offenders.map(
      ({ index, kind, status }) =>
        `✗ ${status} for request ${index}: ${kind}  (--seed ${seed} --first ${index} --requests 1)`,
    ),
    isClean(report) ? 'Nobody got in.' : 'NOT as it must be.',
  ].join('\n');
}

function rows<Key extends string | number>(
  counts: ReadonlyMap<Key, number>,
  name: (key: Key) => string,
): string[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([key, count]) => `  ${String(count).padStart(9)}  ${name(key)}`);
}
