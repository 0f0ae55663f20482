import * as z from 'zod/mini';
import type { Provider } from '../../../lambda/domain/provider/provider';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { parseNeutralBody, toIncomingEvent } from './neutral-body';
import { fetchNeutral } from './neutral-fetch';
import { neutralReconciliation } from './neutral-reconciliation';

export type { NeutralBody } from './neutral-body';

export const SIGNATURE_HEADER = 'x-neutral-signature';

const optionsSchema = z.object({}) as unknown as z.ZodMiniType<unknown>;

/** A provider that is nobody's: the shared code is explored with it, so that no real one's habits hide a fault. */
export const neutralProvider: Provider = {
  manifest: {
    id: 'neutral',
    name: 'Neutral',
    pressure: {
      requestsPerSecond: 1000,
      maxConcurrency: 2,
      inBatchConcurrency: 2,
      listRequestsPerSecond: 1000,
    },
    eventTypes: { done: 'fetch', reviewed: 'fetch', failed: 'fetch', note: 'archive' },
    supersedesReview: 'later_event',
    reviewTypes: ['reviewed'],
  },
  optionsSchema,
  verify(request, { keys }) {
    const given = request.headers[SIGNATURE_HEADER];
    if (given === undefined) {
      return { valid: false, reason: 'missing' };
    }
    const valid = keys.some((key) => given === signature(request.body, key));
    return valid ? { valid } : { valid, reason: 'mismatch' };
  },
  sign: (body, key) => ({ [SIGNATURE_HEADER]: signature(body, key) }),
  parseEvent: (json) => {
    const body = parseNeutralBody(json);
    return body
      ? { kind: 'event', event: toIncomingEvent(body) }
      : { kind: 'invalid', reason: 'expected id, type, and a document or a link' };
  },
  allowsUnsignedChallenge: () => false,
  answerChallenge: (challenge) => ({ contentType: 'application/json', body: JSON.stringify({ challenge }) }),
  fetchResult: fetchNeutral,
  reconciliation: neutralReconciliation,
  checkToken: async () => 'accepted',
  testBody: (id) => Buffer.from(JSON.stringify({ id, type: 'note', document: 'none' })),
};

function signature(body: Uint8Array, key: string): string {
  return sha256Hex(`${key}.${Buffer.from(body).toString('base64')}`);
}
