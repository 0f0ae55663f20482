import type { ApiRequest, Provider } from '../../domain/provider/provider';
import { apiGet, classifyToken } from '../shared/api-get';
import { fetchResult } from './fetch';
import type { LimaiOptions } from './manifest';
import { reconciliation } from './reconciliation';
import { limaiWebhook } from './webhook';

/** Limai with its API: data is fetched by file id. */
export const limai = {
  ...limaiWebhook,
  fetchResult,
  reconciliation,
  /** Asks for a file that cannot exist. A 403 may be about the file, whose project nobody has access to: documented as such. */
  checkToken(request: ApiRequest<LimaiOptions>) {
    const path = '/api/v1/document/get-file-data?fileId=inbox-token-check';
    const call = { name: 'Limai get-file-data', base: request.options.baseUrl, path };
    return classifyToken(request, (watched) => apiGet(call, watched));
  },
} satisfies Provider<LimaiOptions>;
