import type { ApiRequest, Provider } from '../../domain/provider/provider';
import { apiGet, classifyToken } from '../shared/api-get';
import { fetchResult } from './fetch';
import { toExtendCall } from './fetch-run';
import type { ExtendOptions } from './manifest';
import { reconciliation } from './reconciliation';
import { extendWebhook } from './webhook';

/** Extend with its API: links are followed, and runs are fetched by id. */
export const extend = {
  ...extendWebhook,
  fetchResult,
  reconciliation,
  /** Asks for a run that cannot exist: 404 with a token that is accepted. */
  checkToken(request: ApiRequest<ExtendOptions>) {
    const call = { name: 'Extend GET extract_runs', path: '/extract_runs/inbox-token-check' };
    return classifyToken(request, (watched) => apiGet(toExtendCall(call, watched.options), watched));
  },
} satisfies Provider<ExtendOptions>;
