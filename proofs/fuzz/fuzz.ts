import { SingleBar } from 'cli-progress';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { type FuzzOptions, type FuzzReport, isClean, runFuzz } from './run-fuzz';

const PROGRESS_EVERY = 1_000;

/** `npm run proof -- fuzz` */
export async function fuzz(options: FuzzOptions): Promise<ExitCode> {
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total}, {eta} s left',
    clearOnComplete: true,
  });
  bar.start(options.requests, 0);
  const onProgress = (done: number) => done % PROGRESS_EVERY === 0 && bar.update(done);
  const report = await runFuzz({ ...options, onProgress }).finally(() => bar.stop());
  printLine(describeFuzz(report, options));
  return isClean(report) ? EXIT.done : EXIT.failed;
}

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
    isClean(report)
      ? 'PASS: no hostile request was accepted.'
      : 'FAIL: accepted, 5xx, writes and leaked lines must be 0, and log and metric must agree.',
  ].join('\n');
}

function rows<Key extends string | number>(
  counts: ReadonlyMap<Key, number>,
  name: (key: Key) => string,
): string[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([key, count]) => `  ${String(count).padStart(9)}  ${name(key)}`);
}
