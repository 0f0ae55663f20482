import { ProviderError } from '../../domain/error-kinds';
import type { ObtainRequest } from '../../domain/provider';
import { malformedBody } from '../shared/api-get';
import { type JsonObject, parseJsonObject } from '../shared/json-object';
import { extendGet } from './api-call';
import type { ExtendOptions } from './options';

export const GET_RUN = 'Extend GET extract_runs';

/** A run as the API gave it. */
export interface Run {
  readonly bytes: Uint8Array;
  readonly run: JsonObject;
}

/** Asks the API for one extract run. */
export async function getRun(id: string, request: ObtainRequest<ExtendOptions>): Promise<Run> {
  const { body } = await extendGet({ name: GET_RUN, path: `/extract_runs/${pathId(id)}` }, request);
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
