import type { FetchOutcome } from '../provider/provider';
import type { EventRecord, LastError } from '../record/event-record';
import { toStoredResult } from './stored-result';

/** Why an answer is no better than the result that the record has; undefined where it may replace that one. */
export function explainPoorer(
  { empty, reviewed }: Extract<FetchOutcome, { kind: 'data' }>,
  record: EventRecord,
): LastError | undefined {
  const former = toStoredResult(record);
  if (!former) {
    return undefined;
  }
  if (empty && !former.resultEmpty) {
    const message = 'The provider completed the extraction and found nothing in the document.';
    return { kind: 'empty_result', message };
  }
  if (former.resultReviewed && !reviewed) {
    const message = 'The provider answered with a result that was not reviewed; the one stored here was.';
    return { kind: 'review_missing', message };
  }
  return undefined;
}
