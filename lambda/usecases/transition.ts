import { delaySeconds, type Policy, type TransitionContext } from '../domain/lifecycle/policy';
import type { EventRecord } from '../domain/record/event-record';
import { errorFields, eventFields } from './event-telemetry';
import type { CallOptions, Clock, EventStore, Random, Telemetry, WorkQueue } from './ports';

/** What it takes to change records and to send the messages that follow. */
export interface TransitionDeps {
  readonly store: Pick<EventStore, 'update'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
}

export function transitionContext(
  deps: Pick<TransitionDeps, 'clock' | 'random' | 'policy'>,
): TransitionContext {
  return { now: deps.clock.now(), writeId: deps.random.token(), policy: deps.policy };
}

/** Sends the message of a waiting event for its `notBefore`; what cannot be sent, or not so far ahead, is the sweeper's. */
export async function sendWhenDue(
  record: EventRecord,
  deps: Pick<TransitionDeps, 'queue' | 'clock' | 'telemetry'>,
): Promise<void> {
  const now = deps.clock.now();
  const delay = delaySeconds(record.notBefore ?? record.updatedAt, now);
  if (delay !== undefined) {
    await sendOrDefer(record, delay, deps);
  }
}

/** Sends an event's message; a failed send costs nothing but time, since the sweeper finds the record. */
export async function sendOrDefer(
  record: EventRecord,
  delaySeconds: number,
  deps: Pick<TransitionDeps, 'queue' | 'telemetry'>,
  options?: CallOptions,
): Promise<void> {
  try {
    await deps.queue.send(record.provider, record.pk, delaySeconds, options);
  } catch (error) {
    deps.telemetry.count('DeferredToSweeper', { source: record.source });
    deps.telemetry.log('warn', 'The message could not be sent; the sweeper will send it.', {
      ...eventFields(record),
      ...errorFields(error),
    });
  }
}
