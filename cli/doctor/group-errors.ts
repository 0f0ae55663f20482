import type { EventRecord } from '../../lambda/domain/record/event-record';

export interface ErrorGroup {
  readonly count: number;
  /** `40 of limai (credentials)` */
  readonly text: string;
}

/** Events by source and kind of their last error, most first. */
export function groupsOf(records: readonly EventRecord[]): readonly ErrorGroup[] {
  const counts = new Map<string, number>();
  for (const { source, lastError } of records) {
    const name = `${source}${lastError ? ` (${lastError.kind})` : ''}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ count, text: `${count} of ${name}` }))
    .sort((one, other) => other.count - one.count);
}
