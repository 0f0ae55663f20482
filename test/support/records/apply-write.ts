import type { ConditionalWrite, WriteOutcome } from '../../../lambda/domain/lifecycle/conditional-write';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { isMet } from '../../simulated/stores/is-met';

/** What a correct store does with a write, for tests that need no store. */
export function applyWrite(record: EventRecord, write: ConditionalWrite): WriteOutcome {
  if (record.pk !== write.pk || !write.expect.every((expectation) => isMet(expectation, record))) {
    return { applied: false, existing: record };
  }
  const next = Object.entries({ ...record, ...write.set, writeId: write.writeId }).filter(
    ([name, value]) => value !== undefined && !(write.remove as readonly string[]).includes(name),
  );
  return { applied: true, record: Object.fromEntries(next) as unknown as EventRecord };
}

/** The record after a write that must be applied. */
export function applied(record: EventRecord, write: ConditionalWrite): EventRecord {
  const outcome = applyWrite(record, write);
  if (!outcome.applied) {
    throw new Error(
      `The write was refused: ${JSON.stringify(write.expect)} against a ${record.status} record.`,
    );
  }
  return outcome.record;
}
