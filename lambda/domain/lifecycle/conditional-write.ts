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
import type { Policy } from './policy';

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

/** Time, token and limits of one transition; passed in, because the domain has no clock. */
export interface TransitionContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Fresh for every write. */
  readonly writeId: string;
  readonly policy: Policy;
}

export const LEASE_ATTRIBUTES = ['leaseOwner', 'leaseUntil'] as const;
const OPEN_ATTRIBUTES = [
  'workShard',
  'dueAt',
  'notBefore',
  'retryAfter',
  'sweepCount',
  'notReadyAt',
] as const;

/** What a record says while a replay is under way; removed unseen, since a write whose answer was lost may have set them. */
export const REPLAY_ATTRIBUTES = ['replayedFrom', 'replayedFromError', 'replacing'] as const;

/** An item may hold 400 KB; what a remote party put into a message must never keep a record from being written. */
const MAX_MESSAGE_LENGTH = 1_000;

export function finalize(
  seen: EventRecord,
  status: EventStatus,
  context: TransitionContext,
): ConditionalWrite {
  const base = seen.status === 'PROCESSING' ? ifLeaseHeld(seen, context) : ifUnchanged(seen, context);
  return {
    ...base,
    set: { status, updatedAt: context.now, ...finalFields(seen.pk, status, context) },
    remove: [...LEASE_ATTRIBUTES, ...OPEN_ATTRIBUTES],
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
  seen: Pick<ProcessingRecord, 'pk' | 'leaseOwner'>,
  context: TransitionContext,
): Pick<ConditionalWrite, 'pk' | 'writeId' | 'expect'> {
  return {
    pk: seen.pk,
    writeId: context.writeId,
    expect: [
      { attribute: 'status', equals: 'PROCESSING' },
      { attribute: 'leaseOwner', equals: seen.leaseOwner },
    ],
  };
}

/** Expects the record exactly as it was read: any write in between has a token of its own. */
export function ifUnchanged(
  seen: EventRecord,
  context: TransitionContext,
): Pick<ConditionalWrite, 'pk' | 'writeId' | 'expect'> {
  return {
    pk: seen.pk,
    writeId: context.writeId,
    expect: [
      { attribute: 'status', equals: seen.status },
      { attribute: 'writeId', equals: seen.writeId },
    ],
  };
}

export function boundError({ kind, message }: LastError): LastError {
  return { kind, message: message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed() };
}

/** Those of the attributes that the record has: to remove one that is not there is one more name in an expression. */
export function presentIn<Name extends Attribute>(record: EventRecord, names: readonly Name[]): Name[] {
  return names.filter((name) => record[name] !== undefined);
}

/**
 * An event's last transition, which also names its document where only the data did: reconciliation knows a document by its records, and
 * would capture this one anew. An event that named its document is left as it is, and pays for no second index entry.
 */
export function nameDocument(
  write: ConditionalWrite,
  leased: Pick<EventRecord, 'provider' | 'documentId'>,
  documentId: string | undefined,
): ConditionalWrite {
  if (documentId === undefined || leased.documentId !== undefined) {
    return write;
  }
  return {
    ...write,
    set: { ...write.set, documentId, documentKey: documentKey(leased.provider, documentId) },
  };
}
