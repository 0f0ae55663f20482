import type { EventRecord } from '../record/event-record';
import { resultKey } from '../record/keys';

/** Whether the record vouches for an object of its own: storing a result will replace that. */
export function hasOwnResult(
  record: EventRecord,
): record is EventRecord & { readonly resultKey: string; readonly resultETag: string } {
  return hasOwnKey(record) && record.resultETag !== undefined;
}

/** Where the event's own result may lie, when the record does not say: a document that it learnt later is not in the key. */
export function ownResultKeys(record: EventRecord): readonly string[] {
  return hasOwnKey(record)
    ? [record.resultKey]
    : [...new Set([keyAsClaimed(record, record.documentId), keyAsClaimed(record, undefined)])];
}

/** A shared result lies under its holder's key. */
export function hasOwnKey(record: EventRecord): record is EventRecord & { readonly resultKey: string } {
  return record.resultKey !== undefined && record.sharedResultOf === undefined;
}

/** A document that the record learnt from the data later must not move the object an earlier attempt may have put. */
export function keyAsClaimed(record: EventRecord, documentId: string | undefined): string {
  return resultKey({
    ...record,
    documentId: documentId === undefined ? undefined : record.documentId,
    eventId: idInKey(record),
  });
}

/** Two events of one id would share a key: the second one goes by its record's. */
export function idInKey({ sameIdAs, eventId, pk }: EventRecord): string {
  return sameIdAs === undefined ? eventId : pk;
}
