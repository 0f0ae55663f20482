import type { EventRecord, LastError, ProcessingRecord } from '../record/event-record';
import type { SharedResult } from '../result/reconciled-duplicate';
import type { StoredResult } from '../result/stored-result';
import {
  boundError,
  type ConditionalWrite,
  finalize,
  ifLeaseHeld,
  ifUnchanged,
  LEASE_ATTRIBUTES,
  presentIn,
  REPLAY_ATTRIBUTES,
  type TransitionContext,
} from './conditional-write';
import { nextSweepAt, readyNow, sweepBackoff, waitFields } from './policy';

/** Marks of a former result, and of a body that holds one, which end when a result is stored. */
const FORMER_RESULT_MARKS = ['sharedResultOf', 'resultEmpty', 'resultReviewed', 'carriesData'] as const;

/**
 * RECEIVED → PROCESSING, only once `notBefore` has passed, and only for an event no process has died of: a suspect is leased
 * apart from others (`leaseIsolated`). Touches no indexed attribute.
 */
export function lease(pk: string, context: TransitionContext): ConditionalWrite {
  const write = leaseIsolated(pk, context);
  return { ...write, expect: [...write.expect, { attribute: 'crashes', absentOrAtMost: 0 }] };
}

/** The same for an event that may have broken a process before. */
export function leaseIsolated(pk: string, context: TransitionContext): ConditionalWrite {
  return {
    pk,
    writeId: context.writeId,
    expect: [
      { attribute: 'status', equals: 'RECEIVED' },
      { attribute: 'notBefore', absentOrAtMost: context.now },
    ],
    set: { status: 'PROCESSING', ...leaseFields(context) },
    remove: [],
  };
}

/** Takes over the expired lease of a processor that left no outcome. */
export function takeOver(seen: ProcessingRecord, context: TransitionContext): ConditionalWrite {
  return {
    ...ifLeaseHeld(seen, context),
    set: { ...leaseFields(context), crashes: (seen.crashes ?? 0) + 1 },
    remove: [],
  };
}

/**
 * Said before a replay replaces the object of the result it set out from. Whoever lost the lease cannot say it, and so never puts an
 * object under a record that has returned to its former result (docs/decisions/0025).
 */
export function beginReplacing(leased: ProcessingRecord, context: TransitionContext): ConditionalWrite {
  return { ...ifLeaseHeld(leased, context), set: { replacing: true }, remove: [] };
}

/** PROCESSING → STORED; also from where a replay waits, when the object it had put is found. */
export function markStored(
  leased: EventRecord,
  result: StoredResult,
  context: TransitionContext,
): ConditionalWrite {
  return withResult(finalize(leased, 'STORED', context), leased, result);
}

/** PROCESSING → ARCHIVED, with the content that the payload's link led to; without, where the body has all there is. */
export function markArchived(
  leased: EventRecord,
  content: StoredResult | undefined,
  context: TransitionContext,
): ConditionalWrite {
  const write = finalize(leased, 'ARCHIVED', context);
  return content ? withResult(write, leased, content) : { ...write, remove: [...write.remove, 'lastError'] };
}

function withResult(write: ConditionalWrite, leased: EventRecord, result: StoredResult): ConditionalWrite {
  const stale = presentIn(leased, FORMER_RESULT_MARKS).filter((name) => !(name in result));
  const replay = leased.replayedFrom === undefined ? [] : REPLAY_ATTRIBUTES;
  return {
    ...write,
    set: { ...write.set, ...result },
    remove: [...write.remove, 'lastError', ...stale, ...replay],
  };
}

/**
 * PROCESSING → STORED without a call to the provider: of a late webhook and its reconciled duplicate the other was faster, and what
 * it fetched is not older than this event. Its result is named here too, for who looks for this event.
 */
export function shareResult(
  leased: EventRecord,
  shared: SharedResult,
  context: TransitionContext,
): ConditionalWrite {
  const write = markStored(leased, shared.result, context);
  return { ...write, set: { ...write.set, sharedResultOf: shared.pk } };
}

/** PROCESSING → ARCHIVED without the content of the payload's link, with the reason. */
export function markLinkLost(
  leased: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const write = finalize(leased, 'ARCHIVED', context);
  return { ...write, set: { ...write.set, lastError: boundError(lastError) } };
}

/** PROCESSING, or RECEIVED as its window ends → EXTRACTION_FAILED or FAILED, with the reason. */
export function markFailed(
  seen: EventRecord,
  status: 'EXTRACTION_FAILED' | 'FAILED',
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const write = finalize(seen, status, context);
  return { ...write, set: { ...write.set, lastError: boundError(lastError) } };
}

/** When to try again; epoch milliseconds. */
export interface RetryPlan {
  readonly notBefore: number;
  /** Until when the provider asked us to wait. */
  readonly retryAfter?: number | undefined;
  readonly lastError: LastError;
}

/** PROCESSING → RECEIVED: waits until `notBefore`, then is tried again. An outcome was recorded, so earlier crashes are forgiven. */
export function retry(
  leased: ProcessingRecord,
  plan: RetryPlan,
  context: TransitionContext,
): ConditionalWrite {
  return {
    ...ifLeaseHeld(leased, context),
    set: {
      status: 'RECEIVED',
      attempts: leased.attempts + 1,
      lastError: boundError(plan.lastError),
      ...waitFields(plan.notBefore, context, leased.sweepCount),
      ...(plan.retryAfter !== undefined && { retryAfter: plan.retryAfter }),
      ...(plan.lastError.kind === 'not_ready' && { notReadyAt: context.now }),
    },
    remove: [
      ...LEASE_ATTRIBUTES,
      'crashes',
      ...(plan.retryAfter === undefined ? (['retryAfter'] as const) : []),
    ],
  };
}

/**
 * RECEIVED: a person wants the event tried now. Ends our own back-off, and never the wait that the provider asked for. The sweeper
 * sends another message a grace later, should the one that is sent now be lost.
 */
export function retryNow(seen: EventRecord, context: TransitionContext): ConditionalWrite {
  const { retryAfter } = seen;
  return retryAfter !== undefined && retryAfter > context.now
    ? { ...ifUnchanged(seen, context), set: waitFields(retryAfter, context), remove: [] }
    : { ...ifUnchanged(seen, context), set: readyNow(context), remove: ['notBefore', 'retryAfter'] };
}

/** PROCESSING → RECEIVED after our own code broke: at once, counted as a crash. */
export function release(
  leased: ProcessingRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  return {
    ...ifLeaseHeld(leased, context),
    set: afterCrash(leased, lastError, leased.sweepCount, context),
    remove: [...LEASE_ATTRIBUTES, 'notBefore'],
  };
}

/** The sweeper sends nothing, and looks again one back-off after the live lease ends. */
export function postponeSweep(seen: ProcessingRecord, context: TransitionContext): ConditionalWrite {
  const { leaseUntil, sweepCount = 0 } = seen;
  return {
    ...ifUnchanged(seen, context),
    set: { dueAt: leaseUntil + sweepBackoff(sweepCount, context), sweepCount },
    remove: [],
  };
}

/** The sweeper is about to send a message, and looks again later: after each message twice as much later. */
export function postponeForMessage(seen: EventRecord, context: TransitionContext): ConditionalWrite {
  // An event that waits longer than a message can be delayed has none yet: this one is its own, and does not count.
  const isOwnMessage = seen.dueAt === seen.notBefore;
  const sweepCount = (seen.sweepCount ?? 0) + (isOwnMessage ? 0 : 1);
  return {
    ...ifUnchanged(seen, context),
    set: { dueAt: context.now + sweepBackoff(sweepCount, context), sweepCount, updatedAt: context.now },
    remove: [],
  };
}

/** The event's source is not configured: no message is sent, and the sweeper looks again until the window `end`s. */
export function awaitSource(seen: EventRecord, end: number, context: TransitionContext): ConditionalWrite {
  return { ...ifUnchanged(seen, context), set: { dueAt: nextSweepAt(seen, end, context) }, remove: [] };
}

/**
 * The sweeper's message could not be sent: it does not count, and the next sweep after a grace tries again. `updatedAt` is again
 * what it was `before`, since an event past its window is given up once something was set in motion after that.
 */
export function undoPostpone(
  moved: EventRecord,
  before: EventRecord,
  context: TransitionContext,
): ConditionalWrite {
  const sweepCount = Math.max(0, (moved.sweepCount ?? 0) - 1);
  return {
    ...ifUnchanged(moved, context),
    set: { updatedAt: before.updatedAt, dueAt: context.now + sweepBackoff(0, context), sweepCount },
    remove: [],
  };
}

/** The sweeper frees a lease that expired without an outcome. */
export function expireLease(
  seen: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const sweepCount = (seen.sweepCount ?? 0) + 1;
  return {
    ...ifUnchanged(seen, context),
    set: { ...afterCrash(seen, lastError, sweepCount, context), sweepCount },
    remove: [...LEASE_ATTRIBUTES, 'notBefore'],
  };
}

/** Ready for the next attempt at once, with one crash more. */
function afterCrash(
  { crashes = 0 }: EventRecord,
  lastError: LastError,
  sweepCount: number | undefined,
  context: TransitionContext,
): ConditionalWrite['set'] {
  return {
    status: 'RECEIVED',
    crashes: crashes + 1,
    lastError: boundError(lastError),
    ...readyNow(context, sweepCount),
  };
}

function leaseFields(
  context: TransitionContext,
): Pick<ProcessingRecord, 'leaseOwner' | 'leaseUntil' | 'updatedAt'> {
  return {
    leaseOwner: context.writeId,
    leaseUntil: context.now + context.policy.leaseSeconds * 1000,
    updatedAt: context.now,
  };
}
