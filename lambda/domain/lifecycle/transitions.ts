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
} from './conditional-write';
import { nextSweepAt, readyNow, sweepBackoff, type TransitionContext, waitFields } from './policy';

/** Marks of a former result, and of a body that holds one, which end when a result is stored. */
const FORMER_RESULT_MARKS = ['sharedResultOf', 'resultEmpty', 'resultReviewed', 'carriesData'] as const;

/**
 * RECEIVED → PROCESSING, only once `notBefore` has passed, and only for an event that no process has crashed on. Touches no indexed
 * attribute.
 */
export function lease(pk: string, context: TransitionContext): ConditionalWrite {
  const write = leaseIsolated(pk, context);
  return { ...write, expect: [...write.expect, { attribute: 'crashes', absentOrAtMost: 0 }] };
}

/** The same for a possible poison message, which is processed apart from others. */
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
  return ifLeaseHeld(seen, context, { ...leaseFields(context), crashes: (seen.crashes ?? 0) + 1 });
}

function leaseFields(context: TransitionContext) {
  const leaseUntil = context.now + context.policy.leaseSeconds * 1000;
  return { leaseOwner: context.writeId, leaseUntil, updatedAt: context.now };
}

/**
 * Written before a replay replaces its former result's object. Whoever lost the lease cannot write it, and so never puts an object
 * under a record that has returned to its former result (docs/decisions/0025).
 */
export function beginReplacing(leased: ProcessingRecord, context: TransitionContext): ConditionalWrite {
  return ifLeaseHeld(leased, context, { replacing: true });
}

/** PROCESSING → STORED; also from where a replay waits, when the object it had put is found. ARCHIVED: a link's content. */
export function markStored(
  leased: EventRecord,
  result: StoredResult,
  context: TransitionContext,
  status: 'STORED' | 'ARCHIVED' = 'STORED',
): ConditionalWrite {
  const stale = presentIn(leased, FORMER_RESULT_MARKS).filter((name) => !(name in result));
  const replay = leased.replayedFrom === undefined ? [] : REPLAY_ATTRIBUTES;
  return finalize(leased, status, context, { set: result, remove: ['lastError', ...stale, ...replay] });
}

/** PROCESSING → ARCHIVED, with the content that the payload's link led to; without, where the body has all there is. */
export function markArchived(
  leased: EventRecord,
  content: StoredResult | undefined,
  context: TransitionContext,
): ConditionalWrite {
  return content
    ? markStored(leased, content, context, 'ARCHIVED')
    : finalize(leased, 'ARCHIVED', context, { remove: ['lastError'] });
}

/** PROCESSING → ARCHIVED without the content of the payload's link, with the reason. */
export function markLinkLost(
  leased: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  return finalize(leased, 'ARCHIVED', context, { set: { lastError: boundError(lastError) } });
}

/** PROCESSING → STORED without a call to the provider, with a copy of the result that the event's duplicate has fetched. */
export function shareResult(
  leased: EventRecord,
  shared: SharedResult,
  context: TransitionContext,
): ConditionalWrite {
  const write = markStored(leased, shared.result, context);
  return { ...write, set: { ...write.set, sharedResultOf: shared.pk } };
}

/** PROCESSING, or RECEIVED as its window ends → EXTRACTION_FAILED or FAILED, with the reason. */
export function markFailed(
  seen: EventRecord,
  status: 'EXTRACTION_FAILED' | 'FAILED',
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  return finalize(seen, status, context, { set: { lastError: boundError(lastError) } });
}

/**
 * PROCESSING → RECEIVED: waits until `notBefore`, then is tried again. An outcome was recorded, so earlier crashes are forgotten.
 * @param plan epoch milliseconds; `retryAfter`: until when the provider asked us to wait
 */
export function retry(
  leased: ProcessingRecord,
  plan: { notBefore: number; retryAfter?: number | undefined; lastError: LastError },
  context: TransitionContext,
): ConditionalWrite {
  return ifLeaseHeld(
    leased,
    context,
    {
      status: 'RECEIVED',
      attempts: leased.attempts + 1,
      lastError: boundError(plan.lastError),
      ...waitFields(plan.notBefore, context, leased.sweepCount),
      ...(plan.retryAfter !== undefined && { retryAfter: plan.retryAfter }),
      ...(plan.lastError.kind === 'not_ready' && { notReadyAt: context.now }),
    },
    [...LEASE_ATTRIBUTES, 'crashes', ...(plan.retryAfter === undefined ? (['retryAfter'] as const) : [])],
  );
}

/**
 * RECEIVED: an operator wants the event tried now. Ends our own back-off, and never the wait that the provider asked for. Should the
 * message that is sent now be lost, the sweeper sends another one a grace later.
 */
export function retryNow(seen: EventRecord, context: TransitionContext): ConditionalWrite {
  const { retryAfter } = seen;
  return retryAfter !== undefined && retryAfter > context.now
    ? ifUnchanged(seen, context, waitFields(retryAfter, context))
    : ifUnchanged(seen, context, readyNow(context), ['notBefore', 'retryAfter']);
}

/** The sweeper sends nothing, and looks again one back-off after the live lease ends. */
export function postponeSweep(seen: ProcessingRecord, context: TransitionContext): ConditionalWrite {
  const { leaseUntil, sweepCount = 0 } = seen;
  return ifUnchanged(seen, context, { dueAt: leaseUntil + sweepBackoff(sweepCount, context), sweepCount });
}

/** The sweeper is about to send a message, and looks again later: after each message twice as much later. */
export function postponeForMessage(seen: EventRecord, context: TransitionContext): ConditionalWrite {
  // An event that waits longer than a message can be delayed has none yet: this one is its own, and does not count.
  const isOwnMessage = seen.dueAt === seen.notBefore;
  const sweepCount = (seen.sweepCount ?? 0) + (isOwnMessage ? 0 : 1);
  const dueAt = context.now + sweepBackoff(sweepCount, context);
  return ifUnchanged(seen, context, { dueAt, sweepCount, updatedAt: context.now });
}

/** The event's source is not configured: no message is sent, and the sweeper looks again until the window `end`s. */
export function awaitSource(seen: EventRecord, end: number, context: TransitionContext): ConditionalWrite {
  return ifUnchanged(seen, context, { dueAt: nextSweepAt(seen, end, context) });
}

/**
 * The sweeper's message could not be sent: it does not count, and the next sweep after a grace tries again. `updatedAt` is again
 * what it was `before`: an event ends only after a message that was sent when its window had ended.
 */
export function undoPostpone(
  moved: EventRecord,
  before: EventRecord,
  context: TransitionContext,
): ConditionalWrite {
  return ifUnchanged(moved, context, {
    updatedAt: before.updatedAt,
    dueAt: context.now + sweepBackoff(0, context),
    sweepCount: Math.max(0, (moved.sweepCount ?? 0) - 1),
  });
}

/** PROCESSING → RECEIVED after the processor crashed: ready at once, with one crash more. */
export function release(
  leased: ProcessingRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const set = afterCrash(leased, lastError, leased.sweepCount, context);
  return ifLeaseHeld(leased, context, set, [...LEASE_ATTRIBUTES, 'notBefore']);
}

/** The sweeper frees a lease that expired without an outcome. */
export function expireLease(
  seen: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const sweepCount = (seen.sweepCount ?? 0) + 1;
  const set = { ...afterCrash(seen, lastError, sweepCount, context), sweepCount };
  return ifUnchanged(seen, context, set, [...LEASE_ATTRIBUTES, 'notBefore']);
}

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
