import * as z from 'zod/mini';
import { kindOfStatus, ProviderError } from '../../lambda/domain/error-kinds';
import type { HttpClient, HttpResponse } from '../../lambda/domain/http-client';
import { sha256Hex } from '../../lambda/domain/keys';
import type {
  IncomingEvent,
  JsonBody,
  Obtained,
  ObtainRequest,
  Provider,
} from '../../lambda/domain/provider';
import { retryAfterOf } from '../../lambda/domain/retry-policy';
import { utf8Text } from '../../lambda/domain/utf8';
import { NEUTRAL_ORIGIN, neutralReconciliation } from './neutral-reconciliation';

/** What a neutral webhook's body holds. */
export interface NeutralBody {
  readonly id: string;
  readonly type: 'done' | 'failed' | 'note';
  readonly document: string;
  /** A signed URL that holds the data, for a while. */
  readonly url?: string;
  readonly at?: string;
}

export const SIGNATURE_HEADER = 'x-neutral-signature';

const bodySchema = z.object({
  id: z.string(),
  type: z.string(),
  document: z.string(),
  url: z.optional(z.string()),
  at: z.optional(z.string()),
});

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
    eventTypes: { done: 'fetch', failed: 'fetch', note: 'archive' },
    supersedesReview: 'later_event',
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
  read: ({ value }) => {
    const parsed = bodySchema.safeParse(value);
    return parsed.success
      ? { kind: 'event', event: eventOf(parsed.data as NeutralBody) }
      : { kind: 'unreadable', reason: 'expected id, type and document' };
  },
  allowsUnsignedChallenge: () => false,
  answerChallenge: (challenge) => ({ contentType: 'application/json', body: JSON.stringify({ challenge }) }),
  obtain: (request) => obtain(request),
  reconciliation: neutralReconciliation,
  checkToken: async () => 'accepted',
  testBody: (id) => Buffer.from(JSON.stringify({ id, type: 'note', document: 'none' })),
};

function signature(body: Uint8Array, key: string): string {
  return sha256Hex(`${key}.${Buffer.from(body).toString('base64')}`);
}

function eventOf(body: NeutralBody): IncomingEvent {
  return {
    eventId: body.id,
    eventType: body.type,
    disposition: body.type === 'note' ? 'archive' : 'fetch',
    documentId: body.document,
    ...(body.type === 'failed' && { failed: true }),
    ...(body.at !== undefined && { occurredAt: body.at }),
  };
}

async function obtain(request: ObtainRequest<unknown>): Promise<Obtained> {
  const { documentId: document = '', eventType: type } = request.event;
  const url = request.body && bodyOf(request.body).url;
  if (type === 'failed' && !request.refetch) {
    return { kind: 'extraction_failed', reason: 'The provider could not read the document.' };
  }
  if (url !== undefined && !request.refetch) {
    const linked = await get(url, { ...request, http: request.download });
    if (linked.status === 200) {
      return { kind: 'data', extraction: linked.body };
    }
    // An expired link is no fault: the API has the data too.
    if (linked.status !== 403) {
      throw refusal(linked, request.now);
    }
  }
  const token = await request.apiToken();
  const answer = await get(`${NEUTRAL_ORIGIN}/documents/${document}`, request, { authorization: token });
  if (answer.status !== 200) {
    throw refusal(answer, request.now);
  }
  return judge(answer.body);
}

function bodyOf(body: JsonBody): NeutralBody {
  return bodySchema.parse(body.value) as NeutralBody;
}

function get(
  url: string,
  { http, deadline, maxBytes }: { http: HttpClient; deadline: number; maxBytes: number },
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  return http.get({ url, headers, deadline, maxBytes });
}

function refusal({ status, headers }: HttpResponse, now: number): ProviderError {
  const retryAfter = retryAfterOf(headers, now);
  return new ProviderError(kindOfStatus(status), `The provider answered ${status}.`, {
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function judge(body: Uint8Array): Obtained {
  const state = parse(body);
  if (state === undefined) {
    throw new ProviderError('transient', 'The answer is cut off.');
  }
  if (state.status === 'PROCESSING') {
    throw new ProviderError('not_ready', 'The document is still being worked on.');
  }
  return state.status === 'FAILED'
    ? { kind: 'extraction_failed', reason: 'The provider could not read the document.' }
    : { kind: 'data', extraction: body };
}

function parse(body: Uint8Array): { readonly status?: string } | undefined {
  try {
    return JSON.parse(utf8Text(body) ?? '') as { readonly status?: string };
  } catch {
    return undefined;
  }
}
