import type { EventRecord, LastError, ProcessingRecord } from '../record/event-record';
import type { SharedResult } from '../result/reconciled-duplicate';
import type { StoredResult } from '../result/stored-result';
import type { ConditionalWrite } from './conditional-write';
import {
  bounded,
  finish,
  ifLeaseHeld,
  ifUnchanged,
  LEASE,
  OF_REPLAY,
  present,
  type TransitionContext,
} from './transition-base';
import { nextLook, sweepBackoff, waiting, waitingForMessage } from './waiting';

/** Marks of a former result, and of a body that holds one, which end when a result is stored. */
const OF_RESULT = ['sharedResultOf', 'resultEmpty', 'resultReviewed', 'carriesData'] as const;

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
export function store(
  leased: EventRecord,
  result: StoredResult,
  context: TransitionContext,
): ConditionalWrite {
  return withResult(finish(leased, 'STORED', context), leased, result);
}

/** PROCESSING → ARCHIVED, with the content that the payload's link led to. */
export function archive(
  leased: EventRecord,
  content: StoredResult,
  context: TransitionContext,
): ConditionalWrite {
  return withResult(finish(leased, 'ARCHIVED', context), leased, content);
}

/** PROCESSING → ARCHIVED: the body has all there is. */
export function archiveAsIs(leased: EventRecord, context: TransitionContext): ConditionalWrite {
  const write = finish(leased, 'ARCHIVED', context);
  return { ...write, remove: [...write.remove, 'lastError'] };
}

function withResult(write: ConditionalWrite, leased: EventRecord, result: StoredResult): ConditionalWrite {
  const stale = present(leased, OF_RESULT).filter((name) => !(name in result));
  const replay = leased.replayedFrom === undefined ? [] : OF_REPLAY;
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
export function cover(
  leased: EventRecord,
  shared: SharedResult,
  context: TransitionContext,
): ConditionalWrite {
  const write = store(leased, shared.result, context);
  return { ...write, set: { ...write.set, sharedResultOf: shared.pk } };
}

/** PROCESSING → EXTRACTION_FAILED, FAILED, or ARCHIVED without the content of its link; with the reason. */
export function end(
  seen: EventRecord,
  status: 'EXTRACTION_FAILED' | 'FAILED' | 'ARCHIVED',
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const write = finish(seen, status, context);
  return { ...write, set: { ...write.set, lastError: bounded(lastError) } };
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
      lastError: bounded(plan.lastError),
      ...waiting(plan.notBefore, context, leased.sweepCount),
      ...(plan.retryAfter !== undefined && { retryAfter: plan.retryAfter }),
      ...(plan.lastError.kind === 'not_ready' && { notReadyAt: context.now }),
    },
    remove: [...LEASE, 'crashes', ...(plan.retryAfter === undefined ? (['retryAfter'] as const) : [])],
  };
}

/**
 * RECEIVED: a person wants the event tried now. Ends our own back-off, and never the wait that the provider asked for. The sweeper
 * sends another message a grace later, should the one that is sent now be lost.
 */
export function retryNow(seen: EventRecord, context: TransitionContext): ConditionalWrite {
  const { retryAfter } = seen;
  return retryAfter !== undefined && retryAfter > context.now
    ? { ...ifUnchanged(seen, context), set: waiting(retryAfter, context), remove: [] }
    : { ...ifUnchanged(seen, context), set: waitingForMessage(context), remove: ['notBefore', 'retryAfter'] };
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
    remove: [...LEASE, 'notBefore'],
  };
}

/** The sweeper looks again later, each time twice as far off; `sent` when it also sends a message, which is news of the event. */
export function postponeSweep(
  seen: EventRecord,
  from: number,
  sent: boolean,
  context: TransitionContext,
): ConditionalWrite {
  // What waits further off than a message can be delayed has none yet: this one is its own.
  const isExtra = sent && seen.dueAt !== seen.notBefore;
  const sweepCount = (seen.sweepCount ?? 0) + (isExtra ? 1 : 0);
  return {
    ...ifUnchanged(seen, context),
    set: {
      dueAt: from + sweepBackoff(sweepCount, context),
      sweepCount,
      ...(sent && { updatedAt: context.now }),
    },
    remove: [],
  };
}

/** The event's source is not configured: no message is sent, and the sweeper looks again until the window `end`s. */
export function awaitSource(seen: EventRecord, end: number, context: TransitionContext): ConditionalWrite {
  return { ...ifUnchanged(seen, context), set: { dueAt: nextLook(seen, end, context) }, remove: [] };
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
    remove: [...LEASE, 'notBefore'],
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
    lastError: bounded(lastError),
    ...waitingForMessage(context, sweepCount),
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
