import { isFinal } from '../lifecycle/lifecycle';
import type { IncomingEvent } from '../provider/provider';
import { RECONCILED } from '../reconcile/reconcile-scan';
import type { ReconcileSettings } from '../reconcile/reconcile-state';
import { type EventRecord, isExpired, parseTime } from '../record/event-record';
import { sha256Hex } from '../record/keys';
import { type StoredResult, toStoredResult } from './stored-result';

const MINUTE_MS = 60_000;

/** Another event of the same document, and what it stored. */
export interface SharedResult {
  readonly pk: string;
  readonly result: StoredResult;
}

/**
 * Whether this event may be one of two that tell of the same extraction: a webhook, and what reconciliation captured in its place. The
 * reconciler skips documents younger than `settleMinutes`; we compare with half of that, as clocks differ. A webhook that does not say
 * when it happened counts as late.
 */
export function mayBeDuplicate(
  record: EventRecord,
  event: Pick<IncomingEvent, 'failed'>,
  settings: Pick<ReconcileSettings, 'settleMinutes'> | undefined,
): boolean {
  const hasNoResultYet = record.generation === 1 && record.resultSha256 === undefined;
  if (!settings || event.failed || !hasNoResultYet || record.documentKey === undefined) {
    return false;
  }
  if (isReconciled(record)) {
    return true;
  }
  const occurred = parseTime(record.occurredAt);
  const isLate =
    occurred === undefined || record.receivedAt - occurred >= (settings.settleMinutes * MINUTE_MS) / 2;
  return record.origin === 'webhook' && isLate;
}

/** Captured by reconciliation; a replay changes the origin, and not the id. */
export function isReconciled({ eventId }: Pick<EventRecord, 'eventId'>): boolean {
  return eventId.startsWith(RECONCILED);
}

/** Key of the item that says which event stores the result of a document. No event's key begins with `~`. */
export function holderKey({ source, documentKey = '', eventType = '' }: EventRecord): string {
  return `~result#${source}#${sha256Hex(JSON.stringify([documentKey, eventType]))}`;
}

/**
 * What an event does that finds another holding its document's result. `take_over`: the other stores none, or none that is of use.
 * `wait`: it may store one at any moment. `ignore`: two webhooks are two events, each with a result of its own.
 * @param holder undefined when its record has expired
 */
export function decideByHolder(
  record: EventRecord,
  holder: EventRecord | undefined,
  now: number,
): 'take_over' | 'wait' | 'ignore' | SharedResult {
  if (!holder || isExpired(holder, now)) {
    return 'take_over';
  }
  if (isReconciled(holder) === isReconciled(record)) {
    return 'ignore';
  }
  // The same kind of event, fetched after this one happened; a holder keeps its result while it is replayed.
  const result = holder.eventType === record.eventType ? toStoredResult(holder) : undefined;
  const isRecent = result && result.fetchedAt >= (parseTime(record.occurredAt) ?? 0);
  // The provider may have data by now where it had none.
  if (isRecent && !result.resultEmpty) {
    return { pk: holder.pk, result };
  }
  // A webhook may carry its data. What reconciliation captured has none, and waits until the webhook is final.
  const mayWait = isReconciled(record) ? !isFinal(holder.status) : holder.status === 'PROCESSING';
  return mayWait ? 'wait' : 'take_over';
}
