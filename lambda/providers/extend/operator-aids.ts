import type { ApiRequest, TokenStatus } from '../../domain/provider/provider';
import { classifyToken } from '../shared/classify-token';
import { extendGet } from './api-call';
import type { ExtendOptions } from './options';

/** Asks for a run that cannot exist: 404 with a token that counts. */
export function checkToken(request: ApiRequest<ExtendOptions>): Promise<TokenStatus> {
  const call = { name: 'Extend GET extract_runs', path: '/extract_runs/inbox-token-check' };
  return classifyToken(request, (check) => extendGet(call, { ...check, options: request.options }));
}

/** An event type Extend does not have: kept, and nothing is fetched for it. */
export function testBody(eventId: string): Uint8Array {
  return Buffer.from(JSON.stringify({ eventId, eventType: 'inbox.send_test', payload: {} }));
}
