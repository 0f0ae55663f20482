import type { EventRecord } from '../record/event-record';
import { MAX_DELAY_SECONDS, type Policy } from './policy';

/** What the waits of a transition depend on. */
export interface WaitContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly policy: Policy;
}

/** The sweeper looks at every open event at least this often. */
const MAX_SWEEP_BACKOFF_MS = 4 * 60 * 60 * 1000;

/**
 * `notBefore` for the processor's lease, `dueAt` for the sweeper: a grace later, for the message that was sent to arrive;
 * at once where the wait is longer than a message can be delayed, since then the sweeper is the one to send it.
 */
export function waitFields(
  notBefore: number,
  context: WaitContext,
  sweepCount?: number,
): Pick<EventRecord, 'notBefore' | 'dueAt' | 'updatedAt'> {
  const wait = delaySeconds(notBefore, context.now) === undefined ? 0 : sweepBackoff(sweepCount, context);
  return {
    notBefore,
    dueAt: notBefore + wait,
    updatedAt: context.now,
  };
}

/** May be worked on at once: no `notBefore`, which another machine's slower clock could find not yet passed. */
export function readyNow(
  context: WaitContext,
  sweepCount?: number,
): Pick<EventRecord, 'dueAt' | 'updatedAt'> {
  return { dueAt: context.now + sweepBackoff(sweepCount, context), updatedAt: context.now };
}

/**
 * How long the sweeper waits for a message to arrive, in milliseconds: twice as long after each extra one it sent in this window.
 * A long queue would otherwise gain a message per event and grace, for as long as it is long (docs/decisions/0011).
 */
export function sweepBackoff(sweepCount: number | undefined, { policy }: WaitContext): number {
  const grace = policy.graceSeconds * 1000;
  return Math.max(grace, Math.min(grace * 2 ** Math.min(sweepCount ?? 0, 20), MAX_SWEEP_BACKOFF_MS));
}

/**
 * When the sweeper looks again at an event that gets no message, in epoch milliseconds: twice as long after its last change each
 * time, and no later than `end`.
 */
export function nextSweepAt(seen: EventRecord, end: number, { now, policy }: WaitContext): number {
  const grace = policy.graceSeconds * 1000;
  const idle = Math.min(now - seen.updatedAt, MAX_SWEEP_BACKOFF_MS);
  return Math.min(now + Math.max(grace, idle), end);
}

/**
 * The queue delay that brings a message no earlier than `notBefore`, a second later for clocks that differ; undefined when it
 * lies further off than SQS can delay.
 */
export function delaySeconds(notBefore: number, now: number): number | undefined {
  const seconds = Math.max(0, Math.ceil((notBefore - now) / 1000));
  const slack = seconds === 0 ? 0 : 1;
  return seconds <= MAX_DELAY_SECONDS ? Math.min(seconds + slack, MAX_DELAY_SECONDS) : undefined;
}
