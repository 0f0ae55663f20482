import { percentile } from '../../cli/terminal/format';

/** The usual three, as text. */
export function describeTimes(milliseconds: readonly number[]): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((fraction) => percentile(milliseconds, fraction));
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
}
