import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, FetchRequest } from '../../domain/provider/provider';
import { isGiven, type JsonView } from '../../domain/text/json-view';
import { malformedBody, parseAnswer, refuseOtherDocument } from '../shared/api-get';
import { holdsValue } from '../shared/holds-value';
import { plainWord, reasonText } from '../shared/provider-text';
import { extendGet } from './extend-get';
import type { ExtendOptions } from './manifest';
import { RUN_OBJECT } from './payload';

const GET_RUN = 'Extend GET extract_runs';

/** Asks the API for one extract run, as it is now. @throws ProviderError for everything but a result or a failed extraction */
export async function fetchRun(id: string, request: FetchRequest<ExtendOptions>): Promise<FetchOutcome> {
  const response = await extendGet({ name: GET_RUN, path: `/extract_runs/${pathId(id)}` }, request);
  const run = parseAnswer(GET_RUN, response);
  const [object, runId, status, output] = run.pick(['object', 'id', 'status', 'output']);
  const isNamedRun = object?.text === RUN_OBJECT;
  if ((isGiven(object) && !isNamedRun) || status?.text === undefined) {
    throw malformedBody(GET_RUN, 'an extract run with a status');
  }
  refuseOtherDocument(GET_RUN, [{ field: 'id', expected: id, got: runId }], request);
  // An error's body may have a status too.
  if (!isNamedRun && !isGiven(runId)) {
    throw malformedBody(GET_RUN, 'an extract run that names itself or its id');
  }
  return evaluate(run, status, output);
}

/** Every status that is not final is waited for; an unknown one too, as Extend's list is open. */
function evaluate(run: JsonView, status: JsonView, output: JsonView | undefined): FetchOutcome {
  if (status.text === 'FAILED' || status.text === 'CANCELLED') {
    return toFailure(run);
  }
  if (status.text !== 'PROCESSED') {
    throw new ProviderError(
      'not_ready',
      `${GET_RUN}: got the status ${plainWord(status)}, expected PROCESSED. It is asked again later.`,
    );
  }
  if (output?.type !== 'object') {
    throw withoutOutput(output);
  }
  return toData(run);
}

/** A run keeps its status when Extend deletes its data: `null` is what is left. Any other form was never an output. */
function withoutOutput(output: JsonView | undefined): ProviderError {
  const got = `${GET_RUN}: got the status PROCESSED without an output, expected an object.`;
  return output?.type === 'null'
    ? new ProviderError(
        'no_longer_available',
        `${got} Extend has deleted it by the data retention of the run or the workspace. Extract the file again where it is needed.`,
      )
    : new ProviderError(
        'empty_result',
        `${got} Look at the run in the Extend dashboard; it is asked again later.`,
      );
}

/** `.` and `..` would be resolved away by any URL parser, encoded or not, and leave the path of runs. */
function pathId(id: string): string {
  if (id === '.' || id === '..') {
    throw new ProviderError(
      'permanent',
      `${GET_RUN}: got a run id that is a path step, expected an id. Nothing can be fetched for this event.`,
    );
  }
  return encodeURIComponent(id);
}

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
