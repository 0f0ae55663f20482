import type { EventRecord } from '../record/event-record';
import { ARCHIVE } from '../record/keys';
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

/** What a record vouches for, in any state: a replay keeps the result it may replace. Undefined: nothing. */
export function toStoredResult(record: EventRecord): StoredResult | undefined {
  const { fetchedAt, resultKey, resultETag, resultSha256, resultBytes, resultEmpty, resultReviewed } = record;
  if (!fetchedAt || !resultKey || !resultETag || !resultSha256 || resultBytes === undefined) {
    return undefined;
  }
  const flags = definedOnly({ resultEmpty, resultReviewed });
  return { fetchedAt, resultKey, resultETag, resultSha256, resultBytes, ...flags };
}
