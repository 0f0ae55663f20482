import type { ApiRequest, TokenStatus } from '../../domain/provider/provider';
import { apiGet } from '../shared/api-get';
import { classifyToken } from '../shared/classify-token';
import type { LimaiOptions } from './options';

/** Asks for a file that cannot exist. A 403 may mean the file, whose project nobody has access to: documented as such. */
export function checkToken(request: ApiRequest<LimaiOptions>): Promise<TokenStatus> {
  const call = {
    name: 'Limai get-file-data',
    base: request.options.baseUrl,
    path: '/api/v1/document/get-file-data?fileId=inbox-token-check',
  };
  return classifyToken(request, (check) => apiGet(call, check));
}

/** An event type Limai does not have: kept, and nothing is fetched for it. */
export function testBody(eventId: string, now: number): Uint8Array {
  const timestamp = new Date(now).toISOString();
  return Buffer.from(JSON.stringify({ eventId, eventType: 'INBOX_SEND_TEST', timestamp, data: {} }));
}
