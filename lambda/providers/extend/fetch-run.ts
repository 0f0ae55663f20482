import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, FetchRequest, HttpResponse } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { isGiven, JsonView } from '../../domain/text/json-view';
import {
  type ApiCall,
  apiGet,
  malformedBody,
  parseAnswer,
  type Refinement,
  refuseOtherDocument,
} from '../shared/api-get';
import { holdsValue } from '../shared/holds-value';
import { plainWord, reasonText } from '../shared/provider-text';
import { type ExtendOptions, REGION_URLS } from './manifest';
import { RUN_OBJECT } from './webhook';

const GET_RUN = 'Extend GET extract_runs';
/** Statuses that have a kind of their own whatever the body says. */
const DECIDED: readonly number[] = [401, 402, 403, 404, 429];

/** A GET of Extend's API, with the headers it asks for. */
export function toExtendCall(call: Pick<ApiCall, 'name' | 'path'>, options: ExtendOptions): ApiCall {
  const { apiVersion, workspaceId, baseUrl, region } = options;
  const headers = {
    'x-extend-api-version': apiVersion,
    ...definedOnly({ 'x-extend-workspace-id': workspaceId }),
  };
  return { ...call, base: baseUrl ?? REGION_URLS[region], headers, refine };
}

/** Extend's error body says whether a repetition can help; its word counts where the status alone says "permanent". */
function refine({ status, body }: HttpResponse): Refinement {
  const answer = JsonView.of(body);
  const error = answer?.member('error');
  const [code, retryable] = (error?.type === 'object' ? error : answer)?.pick(['code', 'retryable']) ?? [];
  const isClientError = status >= 400 && status < 500 && !DECIDED.includes(status);
  const word = plainWord(code);
  return {
    ...(isClientError && retryable?.exactText === 'true' && { kind: 'transient' as const }),
    ...(word !== 'another value' && { code: word }),
  };
}

/** Asks the API for one extract run, as it is now. @throws ProviderError for everything but a result or a failed extraction */
export async function fetchRun(id: string, request: FetchRequest<ExtendOptions>): Promise<FetchOutcome> {
  // `.` and `..` would be resolved away by any URL parser, encoded or not, and leave the path of runs.
  if (id === '.' || id === '..') {
    const message = `${GET_RUN}: got a run id that is a path step, expected an id. Nothing can be fetched for this event.`;
    throw new ProviderError('permanent', message);
  }
  const call = { name: GET_RUN, path: `/extract_runs/${encodeURIComponent(id)}` };
  const run = parseAnswer(GET_RUN, await apiGet(toExtendCall(call, request.options), request));
  const [object, runId, status, output] = run.pick(['object', 'id', 'status', 'output']);
  const isNamedRun = object?.text === RUN_OBJECT;
  if ((isGiven(object) && !isNamedRun) || status?.text === undefined) {
    throw malformedBody(GET_RUN, 'an extract run with a status');
  }
  refuseOtherDocument(GET_RUN, { id: [id, runId] }, request);
  // An error's body may have a status too.
  if (!isNamedRun && !isGiven(runId)) {
    throw malformedBody(GET_RUN, 'an extract run that names itself or its id');
  }
  if (status.text === 'FAILED' || status.text === 'CANCELLED') {
    return toFailure(run);
  }
  // A status that is not final is waited for; an unknown one too, as Extend's list is open.
  if (status.text !== 'PROCESSED') {
    const message = `${GET_RUN}: got the status ${plainWord(status)}, expected PROCESSED. It is asked again later.`;
    throw new ProviderError('not_ready', message);
  }
  if (output?.type !== 'object') {
    throw missingOutput(output);
  }
  return toData(run);
}

/** A run keeps its status when Extend deletes its data: `null` is what is left. Any other form was never an output. */
function missingOutput(output: JsonView | undefined): ProviderError {
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

/** An extract run that has an output, as a result. */
export function toData(run: JsonView): Extract<FetchOutcome, { kind: 'data' }> {
  const [output, reviewed] = run.pick(['output', 'reviewed']);
  // Of the two forms of an output, the older one has the fields themselves where the newer one has `value`. Metadata is no result.
  const value = output?.member('value');
  const isEmpty = value ? !holdsValue(value) : !holdsValue(output, ['metadata']);
  return {
    kind: 'data',
    extraction: run.bytes,
    ...(isEmpty && { empty: true }),
    ...(reviewed?.exactText === 'true' && { reviewed: true }),
  };
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
