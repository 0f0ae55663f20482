import type { EventRecord } from '../record/event-record';

/** Durations and limits the use cases obey; the stack derives them from one another (lib/config/timing.ts). */
export interface Policy {
  /** How long one processor may hold an event; longer than its function can run. */
  readonly leaseSeconds: number;
  /** How long after `notBefore` (or receipt) the sweeper first looks; longer than the queue's visibility timeout. */
  readonly graceSeconds: number;
  /** Retrying ends at this age of the window. */
  readonly retryWindowSeconds: number;
  /** The same while the provider says "not ready". */
  readonly notReadyWindowSeconds: number;
  /** A 404 younger than this counts as "not ready". */
  readonly notFoundGraceSeconds: number;
  /** Final records expire after this many days. */
  readonly recordRetentionDays: number;
  /** Shards of the work and status indexes that are written. */
  readonly indexShards: number;
  /** The most there ever were, where that is more: readers visit all of them. */
  readonly formerIndexShards?: number | undefined;
}

/** Time, token and limits of one transition; passed in, because the domain has no clock. */
export interface TransitionContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Fresh for every write. */
  readonly writeId: string;
  readonly policy: Policy;
}

/** No configuration has more shards. */
export const MAX_INDEX_SHARDS = 100;

/** How many shards may hold events. */
export function shardsToRead({
  indexShards,
  formerIndexShards = 0,
}: Pick<Policy, 'indexShards' | 'formerIndexShards'>): number {
  return Math.max(indexShards, formerIndexShards);
}

/** Crashes until the event is FAILED (`processor_crashed`): expired leases and errors of our own. Also the queue's maxReceiveCount. */
export const MAX_CRASHES = 5;

/** SQS delays a message by 15 minutes at the most; the sweeper sends what is due later. */
export const MAX_DELAY_SECONDS = 900;

/** Bodies up to this many bytes are in the record: small, because every KiB started is a write unit (docs/decisions/0002). */
export const INLINE_BODY_BYTES = 512;

/** Lambda's event of 6 MiB holds the body as base64 or escaped text, so API Gateway may refuse a smaller body itself (413). */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** A result over this size is FAILED; below it one process holds `inBatchConcurrency` of them in memory. */
export const MAX_RESULT_BYTES = 10 * 1024 * 1024;

/** The sweeper looks at every open event at least this often. */
const MAX_SWEEP_BACKOFF_MS = 4 * 60 * 60 * 1000;

/**
 * `notBefore` gates the processor. `dueAt` tells the sweeper when to look: one back-off later, or at `notBefore` itself when the
 * wait exceeds SQS's 15-minute delay, because then no message is in flight.
 */
export function waitFields(
  notBefore: number,
  context: TransitionContext,
  sweepCount?: number,
): Pick<EventRecord, 'notBefore' | 'dueAt' | 'updatedAt'> {
  const hasMessage = delaySeconds(notBefore, context.now) !== undefined;
  const dueAt = hasMessage ? notBefore + sweepBackoff(sweepCount, context) : notBefore;
  return { notBefore, dueAt, updatedAt: context.now };
}

/** Ready at once. No `notBefore`: a slower clock elsewhere would see it in the future. */
export function readyNow(
  context: TransitionContext,
  sweepCount?: number,
): Pick<EventRecord, 'dueAt' | 'updatedAt'> {
  return { dueAt: context.now + sweepBackoff(sweepCount, context), updatedAt: context.now };
}

/**
 * How long the sweeper waits for a message to arrive, in milliseconds: twice as long after each message it sent beside the event's
 * own. Otherwise a long queue would gain a message per event and grace period (docs/decisions/0011).
 */
export function sweepBackoff(sweepCount: number | undefined, { policy }: TransitionContext): number {
  const grace = policy.graceSeconds * 1000;
  return Math.max(grace, Math.min(grace * 2 ** Math.min(sweepCount ?? 0, 20), MAX_SWEEP_BACKOFF_MS));
}

/**
 * When the sweeper looks again at an event that gets no message, in epoch milliseconds: each time twice as long after its last
 * change, and no later than `end`.
 */
export function nextSweepAt(seen: EventRecord, end: number, { now, policy }: TransitionContext): number {
  const grace = policy.graceSeconds * 1000;
  const idle = Math.min(now - seen.updatedAt, MAX_SWEEP_BACKOFF_MS);
  return Math.min(now + Math.max(grace, idle), end);
}

/** The queue delay until `notBefore`, a second longer for clocks that differ; undefined if SQS cannot delay for that long. */
export function delaySeconds(notBefore: number, now: number): number | undefined {
  const seconds = Math.max(0, Math.ceil((notBefore - now) / 1000));
  const slack = seconds === 0 ? 0 : 1;
  return seconds <= MAX_DELAY_SECONDS ? Math.min(seconds + slack, MAX_DELAY_SECONDS) : undefined;
}
