import type { EventRecord } from '../lambda/domain/event-record';

/** One line a person can read and whose first word is the key that `show`, `redrive` and `replay` take. */
export function recordLine(record: EventRecord): string {
  const why = record.lastError ? `  ${record.lastError.kind}: ${record.lastError.message}` : '';
  return `${record.pk}  ${record.status}  ${record.updatedAt}  attempts ${record.attempts}${why}`;
}
