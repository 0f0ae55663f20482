import type {
  Attribute,
  EventRecord,
  LastError,
  ProcessingRecord,
  RecordAttributes,
  StoredRecord,
} from '../record/event-record';
import { documentKey, statusDay, toShard } from '../record/keys';
import type { EventStatus } from './lifecycle';
import type { TransitionContext } from './policy';

/** A condition on one attribute of the stored record. */
export type Expectation =
  | { readonly attribute: Attribute; readonly equals: string | number }
  | { readonly attribute: Attribute; readonly absent: true }
  | { readonly attribute: Attribute; readonly absentOrAtMost: string | number };

/**
 * A transition of one record as data: the domain decides it, the store carries it out atomically. If all expectations are met,
 * `set` and `remove` are applied and `writeId` is recorded.
 */
export interface ConditionalWrite {
  readonly pk: string;
  readonly writeId: string;
  readonly expect: readonly Expectation[];
  readonly set: Partial<RecordAttributes>;
  readonly remove: readonly Attribute[];
}

/** `record`: after our write. `existing`: the record that did not meet the expectations; absent if there is none. */
export type WriteOutcome =
  | { readonly applied: true; readonly record: EventRecord }
  | { readonly applied: false; readonly existing?: EventRecord };

/**
 * Whether a refused write was ours. After a lost answer the SDK sends a write again; that one is refused although the first took
 * effect, which the write's token proves. A lease keeps its token as `leaseOwner` even when the sweeper has written since.
 */
export function resolveRefusal(writeId: string, found: EventRecord | undefined): WriteOutcome {
  if (found && (found.writeId === writeId || found.leaseOwner === writeId)) {
    return { applied: true, record: found };
  }
  return { applied: false, ...(found && { existing: found }) };
}

export const LEASE_ATTRIBUTES = ['leaseOwner', 'leaseUntil'] as const;
const OPEN_ONLY = ['workShard', 'dueAt', 'notBefore', 'retryAfter', 'sweepCount', 'notReadyAt'] as const;

/** Of a replay in progress; removed even if the record read has none, since a write whose answer was lost may have set them. */
export const REPLAY_ATTRIBUTES = ['replayedFrom', 'replayedFromError', 'replacing'] as const;

/** An item may hold 400 KB: a remote party's message must never keep a record from being written. */
const MAX_MESSAGE_LENGTH = 1_000;

/** The write that gives a record its final state; `set` and `remove` come on top. */
export function finalize(
  seen: EventRecord,
  status: EventStatus,
  context: TransitionContext,
  { set, remove = [] }: Partial<Pick<ConditionalWrite, 'set' | 'remove'>> = {},
): ConditionalWrite {
  const write = seen.status === 'PROCESSING' ? ifLeaseHeld(seen, context) : ifUnchanged(seen, context);
  return {
    ...write,
    set: { status, updatedAt: context.now, ...finalFields(seen.pk, status, context), ...set },
    remove: [...LEASE_ATTRIBUTES, ...OPEN_ONLY, ...remove],
  };
}

/** The attributes that put a final record into the status index and let it expire. */
export function finalFields(
  pk: string,
  status: EventStatus,
  context: Pick<TransitionContext, 'now' | 'policy'>,
): Pick<StoredRecord, 'statusDay' | 'expiresAt'> {
  return {
    statusDay: statusDay(status, context.now, toShard(pk, context.policy.indexShards)),
    expiresAt: recordExpiry(context),
  };
}

/** When an item that is written now may be deleted, in epoch seconds (DynamoDB TTL). */
export function recordExpiry({ now, policy }: Pick<TransitionContext, 'now' | 'policy'>): number {
  return Math.ceil(now / 1000) + policy.recordRetentionDays * 86_400;
}

/** Expects that we still hold the lease: a stale holder must change nothing. */
export function ifLeaseHeld(
  { pk, leaseOwner }: Pick<ProcessingRecord, 'pk' | 'leaseOwner'>,
  { writeId }: TransitionContext,
  set: ConditionalWrite['set'] = {},
  remove: ConditionalWrite['remove'] = [],
): ConditionalWrite {
  const expect: readonly Expectation[] = [
    { attribute: 'status', equals: 'PROCESSING' },
    { attribute: 'leaseOwner', equals: leaseOwner },
  ];
  return { pk, writeId, expect, set, remove };
}

/** Expects the record exactly as it was read: any write in between has a token of its own. */
export function ifUnchanged(
  seen: EventRecord,
  { writeId }: TransitionContext,
  set: ConditionalWrite['set'] = {},
  remove: ConditionalWrite['remove'] = [],
): ConditionalWrite {
  const expect: readonly Expectation[] = [
    { attribute: 'status', equals: seen.status },
    { attribute: 'writeId', equals: seen.writeId },
  ];
  return { pk: seen.pk, writeId, expect, set, remove };
}

export function boundError({ kind, message }: LastError): LastError {
  return { kind, message: message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed() };
}

/** Those of the attributes that the record has: each absent one would be one more name in the expression. */
export function presentIn<Name extends Attribute>(record: EventRecord, names: readonly Name[]): Name[] {
  return names.filter((name) => record[name] !== undefined);
}

/**
 * The write, which also names the document that only the data named: reconciliation knows a document by its records, and would
 * capture this one again. An event that named its document pays for no second index entry.
 */
export function nameDocument(
  write: ConditionalWrite,
  { provider, documentId: known }: Pick<EventRecord, 'provider' | 'documentId'>,
  documentId: string | undefined,
): ConditionalWrite {
  return documentId === undefined || known !== undefined
    ? write
    : { ...write, set: { ...write.set, documentId, documentKey: documentKey(provider, documentId) } };
}
