import { definedOnly } from '../../domain/defined-only';
import type { HttpResponse } from '../../domain/http-client';
import { type ApiCall, apiGet, type CallContext, type Refinement } from '../shared/api-get';
import { isJsonObject, parseJsonObject } from '../shared/json-object';
import { wordOf } from '../shared/provider-text';
import { apiRoot, type ExtendOptions } from './options';

type Context = CallContext & { readonly options: ExtendOptions };

/** GET of Extend's API with the headers it asks for. @throws ProviderError */
export function extendGet(call: Pick<ApiCall, 'name' | 'path'>, context: Context): Promise<HttpResponse> {
  const { options } = context;
  const headers = {
    'x-extend-api-version': options.apiVersion,
    ...definedOnly({ 'x-extend-workspace-id': options.workspaceId }),
  };
  return apiGet({ ...call, base: apiRoot(options), headers, refine }, context);
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
