import type { HttpResponse } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { JsonView } from '../../domain/text/json-view';
import { type ApiCall, apiGet, type CallContext, type Refinement } from '../shared/api-get';
import { plainWord } from '../shared/provider-text';
import { apiRoot, type ExtendOptions } from './manifest';

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

/** Statuses that have a kind of their own whatever the body says. */
const DECIDED: readonly number[] = [401, 402, 403, 404, 429];
