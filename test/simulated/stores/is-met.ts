import type { Expectation } from '../../../lambda/domain/lifecycle/conditional-write';
import type { EventRecord } from '../../../lambda/domain/record/event-record';

/** What DynamoDB says of a condition. */
export function isMet(expectation: Expectation, record: EventRecord): boolean {
  const value = record[expectation.attribute];
  if ('equals' in expectation) {
    return value === expectation.equals;
  }
  if ('absent' in expectation) {
    return value === undefined;
  }
  return value === undefined || (value as string | number) <= expectation.absentOrAtMost;
}
