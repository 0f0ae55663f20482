import { type EventRecord, isExpired } from './event-record';
import type { CoveringTwin } from './moves';
import type { IncomingEvent } from './provider';
import type { ReconcileSettings } from './reconciliation';
import { storedResultOf } from './stored-result';

const MINUTE_MS = 60_000;

/**
 * Whether reconciliation can have captured this event's document before the event came: it leaves a document alone for
 * `settleMinutes`, of which half is taken off for clocks that differ. An event that came in time is spared the look-up.
 */
export function mayHaveTwin(
  record: EventRecord,
  event: Pick<IncomingEvent, 'failed'>,
  settings: Pick<ReconcileSettings, 'settleMinutes'> | undefined,
): boolean {
  const isFirstAttempt = record.generation === 1 && record.resultSha256 === undefined;
  if (!settings || event.failed || !isFirstAttempt || record.origin !== 'webhook') {
    return false;
  }
  const occurred = Date.parse(record.occurredAt ?? '');
  const late = Date.parse(record.receivedAt) - occurred;
  return Number.isNaN(late) || late >= (settings.settleMinutes * MINUTE_MS) / 2;
}

/** What a reconciled event stored, when it covers this one: the same kind of news, fetched after this event happened. */
export function coverOf(twin: EventRecord, record: EventRecord, now: number): CoveringTwin | undefined {
  const isStored = twin.status === 'STORED' && twin.eventType === record.eventType && !isExpired(twin, now);
  const result = isStored ? storedResultOf(twin) : undefined;
  // The provider may have found something since: an empty result spares nobody the call.
  if (!result || result.resultEmpty) {
    return undefined;
  }
  const isOlder = Date.parse(result.fetchedAt) < Date.parse(record.occurredAt ?? '');
  return isOlder ? undefined : { pk: twin.pk, result };
}
