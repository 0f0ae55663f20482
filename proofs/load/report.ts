import type { EventRecord } from '../../lambda/domain/record/event-record';
import { PROBLEM_KINDS, type Problem } from './find-problems';

const SHOWN = 20;

/** `12 × 200 accepted, 3 × 503`, most frequent first. */
export function describeCounts(counts: ReadonlyMap<string, number>): string {
  const entries = [...counts].sort(([, a], [, b]) => b - a);
  return entries.map(([what, count]) => `${count} × ${what}`).join(', ') || 'none';
}

export function describeStates(records: readonly EventRecord[]): string {
  const counts = new Map<string, number>();
  for (const { status } of records) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return `${records.length} (${describeCounts(counts)})`;
}

/** One line of counts, `0 lost, 0 doubled, …`, then the first problems themselves. */
export function describeProblems(problems: readonly Problem[]): string {
  const counts = PROBLEM_KINDS.map((kind) => `${problems.filter((one) => one.kind === kind).length} ${kind}`);
  const lines = problems.slice(0, SHOWN).map(({ kind, key, detail }) => `✗ ${kind}: ${key}: ${detail}`);
  const more = problems.length > SHOWN ? [`… and ${problems.length - SHOWN} more`] : [];
  return [counts.join(', '), ...lines, ...more].join('\n');
}
