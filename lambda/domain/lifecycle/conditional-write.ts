import type { Attribute, EventRecord, RecordAttributes } from '../record/event-record';

/** A condition on one attribute of the stored record. */
export type Expectation =
  | { readonly attribute: Attribute; readonly equals: string | number }
  | { readonly attribute: Attribute; readonly absent: true }
  | { readonly attribute: Attribute; readonly absentOrAtMost: string | number };

/**
 * A transition of one record as data: the domain decides it, the store only carries it out, atomically. All expectations must hold;
 * `set` and `remove` are then applied and `writeId` recorded.
 */
export interface ConditionalWrite {
  readonly pk: string;
  readonly writeId: string;
  readonly expect: readonly Expectation[];
  readonly set: Partial<RecordAttributes>;
  readonly remove: readonly Attribute[];
}

/** What a store answers. `record` is the state after our write; `existing` is what stood in the way (absent: no such record). */
export type WriteOutcome =
  | { readonly applied: true; readonly record: EventRecord }
  | { readonly applied: false; readonly existing?: EventRecord };

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

/**
 * Judges a refused write by the item that was found. A lost answer makes the SDK send a write twice; the second is refused
 * although the first took effect, which the write's own token proves. A lease keeps its token as `leaseOwner` even when
 * the sweeper has written since.
 */
export function resolveRefusal(writeId: string, found: EventRecord | undefined): WriteOutcome {
  if (found && (found.writeId === writeId || found.leaseOwner === writeId)) {
    return { applied: true, record: found };
  }
  return { applied: false, ...(found && { existing: found }) };
}
