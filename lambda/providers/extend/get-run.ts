import { definedOnly } from '../../domain/defined-only';
import { ProviderError } from '../../domain/error-kinds';
import type { HttpResponse } from '../../domain/http-client';
import type { ObtainRequest } from '../../domain/provider';
import { apiGet, malformedBody, type Refinement } from '../shared/api-get';
import { isJsonObject, type JsonObject, parseJsonObject } from '../shared/json-object';
import { wordOf } from '../shared/provider-text';
import { apiRoot, type ExtendOptions } from './options';

export const GET_RUN = 'Extend GET extract_runs';

/** A run as the API gave it. */
export interface Run {
  readonly bytes: Uint8Array;
  readonly run: JsonObject;
}

/** Asks the API for one extract run. */
export async function getRun(id: string, request: ObtainRequest<ExtendOptions>): Promise<Run> {
  const { options } = request;
  const { body } = await apiGet(
    {
      name: GET_RUN,
      base: apiRoot(options),
      path: `/extract_runs/${pathId(id)}`,
      headers: {
        'x-extend-api-version': options.apiVersion,
        ...definedOnly({ 'x-extend-workspace-id': options.workspaceId }),
      },
      refine,
    },
    request,
  );
  const run = parseJsonObject(body);
  if (!run) {
    throw malformedBody(GET_RUN);
  }
  return { bytes: body, run };
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

/** An error body names a code and says one sentence; what is larger is none of Extend's, and is not worth parsing. */
const MAX_ERROR_BYTES = 65_536;

/** Extend's error body says whether a repetition can help; its word counts where the status alone says "permanent". */
function refine({ status, body }: HttpResponse): Refinement {
  const answer = (body.byteLength <= MAX_ERROR_BYTES && parseJsonObject(body)) || {};
  const error = isJsonObject(answer.error) ? answer.error : answer;
  const code = wordOf(error.code);
  const retryable = error.retryable === true && status >= 400 && status < 500 && !DECIDED.includes(status);
  return {
    ...(retryable && { kind: 'transient' as const }),
    ...(code !== 'another value' && { code }),
  };
}

/** Statuses that have a kind of their own whatever the body says. */
const DECIDED: readonly number[] = [401, 402, 403, 404, 429];
