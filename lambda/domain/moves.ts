import type { ConditionalWrite } from './conditional-write';
import { type EventRecord, type LastError, toIso } from './event-record';
import { shardOf, statusDay, workShard } from './keys';
import type { EventStatus } from './lifecycle';
import type { Policy } from './policy';
import { replayReasonField } from './replay-reason';
import { patience, waiting, waitingForMessage } from './waiting';

/** Time, token and limits of one move; passed in, because the domain has no clock. */
export interface MoveContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Fresh for every write. */
  readonly writeId: string;
  readonly policy: Policy;
}

/** What the record keeps of a stored result. */
export interface StoredResult {
  readonly fetchedAt: string;
  readonly resultKey: string;
  readonly resultETag: string;
  readonly resultSha256: string;
  readonly resultBytes: number;
}

/** A reconciled event of the same document, and what it stored. */
export interface CoveringTwin {
  readonly pk: string;
  readonly result: StoredResult;
}

const LEASE = ['leaseOwner', 'leaseUntil'] as const;
const FINAL_ONLY = ['statusDay', 'expiresAt', 'crashes', 'sweeps', 'notBefore', 'notReadyAt'] as const;
const OPEN_ONLY = ['workShard', 'dueAt', 'notBefore', 'sweeps', 'notReadyAt'] as const;

/** An item may hold 400 KB; what a remote party put into a message must never keep a record from being written. */
const MAX_MESSAGE_LENGTH = 1_000;

/**
 * RECEIVED → PROCESSING, only once `notBefore` has passed, and only for an event no process has died of: a suspect is leased
 * apart from others (`leaseSuspect`). Touches no indexed attribute.
 */
export function lease(pk: string, context: MoveContext): ConditionalWrite {
  const write = leaseSuspect(pk, context);
  return { ...write, expect: [...write.expect, { attribute: 'crashes', absentOrAtMost: 0 }] };
}

/** The same for an event that may have broken a process before. */
export function leaseSuspect(pk: string, context: MoveContext): ConditionalWrite {
  return {
    pk,
    writeId: context.writeId,
    expect: [
      { attribute: 'status', equals: 'RECEIVED' },
      { attribute: 'notBefore', absentOrAtMost: toIso(context.now) },
    ],
    set: { status: 'PROCESSING', ...leaseFields(context) },
    remove: [],
  };
}

/** Takes over the expired lease of a processor that left no outcome. */
export function takeOver(seen: EventRecord, context: MoveContext): ConditionalWrite {
  return {
    ...ownedBy(seen, context),
    set: { ...leaseFields(context), crashes: (seen.crashes ?? 0) + 1 },
    remove: [],
  };
}

/** PROCESSING → STORED. */
export function store(leased: EventRecord, result: StoredResult, context: MoveContext): ConditionalWrite {
  const write = finish(leased, 'STORED', context);
  return { ...write, set: { ...write.set, ...result }, remove: [...write.remove, 'lastError'] };
}

/**
 * PROCESSING → STORED without a call to the provider: reconciliation was faster, and what it fetched is not older than this event.
 * The twin's result is named here too, for who looks for this event.
 */
export function cover(leased: EventRecord, twin: CoveringTwin, context: MoveContext): ConditionalWrite {
  const write = store(leased, twin.result, context);
  return { ...write, set: { ...write.set, coveredBy: twin.pk } };
}

/** PROCESSING → EXTRACTION_FAILED or FAILED, with the reason. */
export function end(
  seen: EventRecord,
  status: 'EXTRACTION_FAILED' | 'FAILED',
  lastError: LastError,
  context: MoveContext,
): ConditionalWrite {
  const write = finish(seen, status, context);
  return { ...write, set: { ...write.set, lastError: bounded(lastError) } };
}

/** PROCESSING → RECEIVED: waits until `notBefore`, then is tried again. An outcome was recorded, so earlier crashes are forgiven. */
export function retry(
  leased: EventRecord,
  plan: { readonly notBefore: number; readonly lastError: LastError },
  context: MoveContext,
): ConditionalWrite {
  return {
    ...ownedBy(leased, context),
    set: {
      status: 'RECEIVED',
      attempts: leased.attempts + 1,
      lastError: bounded(plan.lastError),
      ...waiting(plan.notBefore, context, leased.sweeps),
      ...(plan.lastError.kind === 'not_ready' && { notReadyAt: toIso(context.now) }),
    },
    remove: [...LEASE, 'crashes'],
  };
}

/** PROCESSING → RECEIVED after our own code broke: at once, counted as a crash. */
export function release(leased: EventRecord, lastError: LastError, context: MoveContext): ConditionalWrite {
  return {
    ...ownedBy(leased, context),
    set: {
      status: 'RECEIVED',
      crashes: (leased.crashes ?? 0) + 1,
      lastError: bounded(lastError),
      ...waitingForMessage(context, leased.sweeps),
    },
    remove: [...LEASE, 'notBefore'],
  };
}

/** The sweeper looks again later, each time twice as far off; `sent` when it also sends a message, which is news of the event. */
export function pushDue(
  seen: EventRecord,
  from: number,
  sent: boolean,
  context: MoveContext,
): ConditionalWrite {
  // What waits further off than a message can be delayed has none yet: this one is its own.
  const isExtra = sent && seen.dueAt !== seen.notBefore;
  const sweeps = (seen.sweeps ?? 0) + (isExtra ? 1 : 0);
  return {
    ...asSeen(seen, context),
    set: {
      dueAt: toIso(from + patience(sweeps, context)),
      sweeps,
      ...(sent && { updatedAt: toIso(context.now) }),
    },
    remove: [],
  };
}

/**
 * The sweeper's message could not be sent: it does not count, and the next sweep after a grace tries again. `updatedAt` is again
 * what it was `before`, since an event past its window is given up once something was set in motion after that.
 */
export function unsent(moved: EventRecord, before: EventRecord, context: MoveContext): ConditionalWrite {
  const sweeps = Math.max(0, (moved.sweeps ?? 0) - 1);
  return {
    ...asSeen(moved, context),
    set: { updatedAt: before.updatedAt, dueAt: toIso(context.now + patience(0, context)), sweeps },
    remove: [],
  };
}

/** The sweeper frees a lease that expired without an outcome. */
export function expireLease(seen: EventRecord, lastError: LastError, context: MoveContext): ConditionalWrite {
  const sweeps = (seen.sweeps ?? 0) + 1;
  return {
    ...asSeen(seen, context),
    set: {
      status: 'RECEIVED',
      crashes: (seen.crashes ?? 0) + 1,
      lastError: bounded(lastError),
      ...waitingForMessage(context, sweeps),
      sweeps,
    },
    remove: [...LEASE, 'notBefore'],
  };
}

/** FAILED → RECEIVED, same generation, counters and window anew. */
export function redrive(seen: EventRecord, context: MoveContext, reason?: string): ConditionalWrite {
  return reopen(seen, context, reason);
}

/**
 * A final state → RECEIVED as the next generation. `resultETag` stays: the new result replaces exactly that object. A covered
 * event's is another's: it gets an object of its own.
 */
export function replay(seen: EventRecord, context: MoveContext, reason?: string): ConditionalWrite {
  const write = reopen(seen, context, reason);
  return {
    ...write,
    set: { ...write.set, generation: seen.generation + 1, origin: 'replay' },
    remove: [
      ...write.remove,
      ...(['fetchedAt', 'resultSha256', 'resultBytes'] as const),
      ...(seen.coveredBy === undefined ? [] : (['coveredBy', 'resultKey', 'resultETag'] as const)),
    ],
  };
}

/** QUARANTINED → ARCHIVED: a newer version could read the body and claimed the real event. */
export function supersede(
  seen: EventRecord,
  by: { readonly pk: string; readonly reason?: string | undefined },
  context: MoveContext,
): ConditionalWrite {
  const write = finish(seen, 'ARCHIVED', context);
  return { ...write, set: { ...write.set, supersededBy: by.pk, ...replayReasonField(by.reason) } };
}

function reopen(seen: EventRecord, context: MoveContext, reason: string | undefined): ConditionalWrite {
  const reasonField = replayReasonField(reason);
  return {
    ...asSeen(seen, context),
    set: {
      status: 'RECEIVED',
      attempts: 0,
      openedAt: toIso(context.now),
      workShard: workShard(seen.pk, context.policy.indexShards),
      ...waitingForMessage(context),
      ...reasonField,
    },
    // The reason of an earlier replay explains nothing about this one.
    remove: [...FINAL_ONLY, ...LEASE, ...('replayReason' in reasonField ? [] : ['replayReason' as const])],
  };
}

function finish(seen: EventRecord, status: EventStatus, context: MoveContext): ConditionalWrite {
  const base = seen.leaseOwner === undefined ? asSeen(seen, context) : ownedBy(seen, context);
  return {
    ...base,
    set: { status, updatedAt: toIso(context.now), ...finalFields(seen.pk, status, context) },
    remove: [...LEASE, ...OPEN_ONLY],
  };
}

/** The attributes that put a final record into the status index and let it expire. */
export function finalFields(
  pk: string,
  status: EventStatus,
  context: Pick<MoveContext, 'now' | 'policy'>,
): Pick<EventRecord, 'statusDay' | 'expiresAt'> {
  const { indexShards, recordRetentionDays } = context.policy;
  return {
    statusDay: statusDay(status, toIso(context.now), shardOf(pk, indexShards)),
    expiresAt: Math.ceil(context.now / 1000) + recordRetentionDays * 86_400,
  };
}

function bounded({ kind, message }: LastError): LastError {
  return { kind, message: message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed() };
}

function leaseFields(context: MoveContext): Pick<EventRecord, 'leaseOwner' | 'leaseUntil' | 'updatedAt'> {
  return {
    leaseOwner: context.writeId,
    leaseUntil: toIso(context.now + context.policy.leaseSeconds * 1000),
    updatedAt: toIso(context.now),
  };
}

/** Expects that we still hold the lease: a stale holder must change nothing. */
function ownedBy(
  seen: EventRecord,
  context: MoveContext,
): Pick<ConditionalWrite, 'pk' | 'writeId' | 'expect'> {
  return {
    pk: seen.pk,
    writeId: context.writeId,
    expect: [
      { attribute: 'status', equals: 'PROCESSING' },
      { attribute: 'leaseOwner', equals: seen.leaseOwner ?? '' },
    ],
  };
}

/** Expects the record exactly as it was read: any write in between has a token of its own. */
function asSeen(
  seen: EventRecord,
  context: MoveContext,
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
