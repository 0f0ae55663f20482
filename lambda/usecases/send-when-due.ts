import { delaySeconds } from '../domain/lifecycle/waiting';
import type { EventRecord } from '../domain/record/event-record';
import { errorFields } from '../domain/text/describe-error';
import { eventFields } from './event-telemetry';
import type { CallOptions } from './ports';
import type { TransitionDeps } from './transition-context';

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
