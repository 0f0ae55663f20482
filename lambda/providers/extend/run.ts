import type { FetchOutcome } from '../../domain/provider/provider';
import type { JsonView } from '../../domain/text/json-view';
import { holdsValue } from '../shared/holds-value';
import { reasonText } from '../shared/provider-text';

/** An extract run that has an output, as a result. */
export function toData(run: JsonView): Extract<FetchOutcome, { kind: 'data' }> {
  const [output, reviewed] = run.pick(['output', 'reviewed']);
  return {
    kind: 'data',
    extraction: run.bytes,
    ...(isEmptyOutput(output) && { empty: true }),
    ...(reviewed?.exactText === 'true' && { reviewed: true }),
  };
}

/** Of the two forms of an output, the older one has the fields themselves where the newer one has `value`. Metadata is no result. */
function isEmptyOutput(output: JsonView | undefined): boolean {
  const value = output?.member('value');
  return value ? !holdsValue(value) : !holdsValue(output, ['metadata']);
}

/** A run that failed or was cancelled, with the reason as far as it gives one. */
export function toFailure(run?: JsonView): Extract<FetchOutcome, { kind: 'extraction_failed' }> {
  const [status, failureReason, failureMessage] =
    run?.pick(['status', 'failureReason', 'failureMessage']) ?? [];
  const unexplained = status?.text === 'CANCELLED' ? 'The run was cancelled.' : 'Extend gave no reason.';
  return {
    kind: 'extraction_failed',
    reason: failureReasonText(failureReason, failureMessage) ?? unexplained,
  };
}

/** A run's `failureReason` and `failureMessage` in one line. */
export function failureReasonText(...parts: readonly (JsonView | undefined)[]): string | undefined {
  const given = parts.map((part) => reasonText(part?.text)).filter((part) => part !== undefined);
  return reasonText(given.join(': '));
}
