import type { EventRecord } from '../domain/event-record';
import { isFinal } from '../domain/lifecycle';
import { openedAt } from '../domain/retry-policy';
import type { Clock, Telemetry } from './ports';

/**
 * Measures how old an event is after a move: of one that stays open, since every open one is touched by a processor's retry or
 * by the sweeper within hours, so that the greatest value tells the oldest without a read of its own; and of one that got its
 * result or the provider's word that there is none. An event we gave up says nothing of either.
 */
export function measureAge(
  record: EventRecord,
  { clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry },
): void {
  if (record.status === 'FAILED') {
    return;
  }
  const seconds = Math.max(0, clock.now() - openedAt(record)) / 1000;
  const name = isFinal(record.status) ? 'TimeToResult' : 'OpenEventAge';
  telemetry.measure(name, seconds, { provider: record.provider });
}
