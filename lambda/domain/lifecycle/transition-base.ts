import type {
  Attribute,
  EventRecord,
  LastError,
  ProcessingRecord,
  StoredRecord,
} from '../record/event-record';
import { statusDay, toShard } from '../record/keys';
import type { ConditionalWrite } from './conditional-write';
import type { EventStatus } from './lifecycle';
import type { Policy } from './policy';

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
