import type { FetchOutcome } from '../provider/provider';
import type { EventRecord, LastError } from '../record/event-record';
import { ARCHIVE, resultKey } from '../record/keys';
import { definedOnly } from '../text/defined-only';

/** What the record keeps of a stored object: an extraction, or the content of an archived event. */
export interface StoredResult {
  /** The provider's state as of then. */
  readonly fetchedAt: number;
  readonly resultKey: string;
  readonly resultETag: string;
  readonly resultSha256: string;
  readonly resultBytes: number;
  readonly resultEmpty?: true;
  readonly resultReviewed?: true;
}

/** Whether what is stored is the content of an archived event, and no extraction. */
export function isContent({ resultKey }: Pick<StoredResult, 'resultKey'>): boolean {
  return resultKey.startsWith(ARCHIVE);
}

/** The result that a record has, in any state: a replay keeps the one it may replace. */
export function toStoredResult(record: EventRecord): StoredResult | undefined {
  const { fetchedAt, resultKey, resultETag, resultSha256, resultBytes, resultEmpty, resultReviewed } = record;
  if (!fetchedAt || !resultKey || !resultETag || !resultSha256 || resultBytes === undefined) {
    return undefined;
  }
  const flags = definedOnly({ resultEmpty, resultReviewed });
  return { fetchedAt, resultKey, resultETag, resultSha256, resultBytes, ...flags };
}

/** Whether the record names an object of its own: storing a result will replace that. */
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

/** Why an answer is poorer than the result that the record has; undefined if it may replace that one. */
export function explainPoorer(
  { empty, reviewed }: Extract<FetchOutcome, { kind: 'data' }>,
  record: EventRecord,
): LastError | undefined {
  const former = toStoredResult(record);
  if (former && empty && !former.resultEmpty) {
    const message = 'The provider completed the extraction and found nothing in the document.';
    return { kind: 'empty_result', message };
  }
  const message = 'The provider answered with a result that was not reviewed; the one stored here was.';
  return former?.resultReviewed && !reviewed ? { kind: 'review_missing', message } : undefined;
}
