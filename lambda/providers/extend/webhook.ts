import type {
  ChallengeAnswer,
  JsonBody,
  ParsedBody,
  SignedRequest,
  Verification,
  VerificationContext,
  WebhookProvider,
} from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { hmacSha256, parseSha256Hex, signedByAny } from '../shared/hmac-hex';
import { ID_EXPECTATION, parseId, parseText, TEXT_EXPECTATION } from '../shared/provider-text';
import { type ExtendOptions, manifest, optionsSchema } from './manifest';
import { parsePayload } from './payload';

const TIMESTAMP_HEADER = 'x-extend-request-timestamp';
const SIGNATURE_HEADER = 'x-extend-request-signature';

/** What Extend's own SDK allows the sender's clock to run ahead. */
const FUTURE_SKEW_SECONDS = 60;
/** Stricter than the SDK, whose parseInt reads `1707777128abc` as a time. */
const UNIX_SECONDS = /^\d{1,12}$/;

/** Extend's webhooks (https://docs.extend.ai): signed and timed; they carry the result, or a link to it. */
export const extendWebhook = {
  manifest,
  optionsSchema,
  verify,
  sign,
  parseEvent,
  allowsUnsignedChallenge: () => false,
  answerChallenge,
  testBody,
} satisfies WebhookProvider<ExtendOptions>;

type Context = Pick<VerificationContext<Pick<ExtendOptions, 'maxAgeSeconds'>>, 'keys' | 'now' | 'options'>;

/**
 * HMAC-SHA256 over `v0:<timestamp>:<raw body>`; the key is the whole secret, its `wss_` included. The signature is checked before
 * the age, so that an operator can tell: "stale" means an authentic delivery that came late.
 */
function verify(request: SignedRequest, { keys, now, options }: Context): Verification {
  const timestamp = request.headers[TIMESTAMP_HEADER];
  const header = request.headers[SIGNATURE_HEADER];
  if (!timestamp || !header) {
    return { valid: false, reason: 'missing' };
  }
  const signature = parseSha256Hex(header);
  if (!signature || !UNIX_SECONDS.test(timestamp)) {
    return { valid: false, reason: 'malformed' };
  }
  if (!signedByAny(keys, signature, signedParts(timestamp, request.body))) {
    return { valid: false, reason: 'mismatch' };
  }
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (options.maxAgeSeconds === 0) {
    return { valid: true };
  }
  if (age > options.maxAgeSeconds) {
    return { valid: false, reason: 'stale' };
  }
  return age < -FUTURE_SKEW_SECONDS ? { valid: false, reason: 'future' } : { valid: true };
}

function sign(body: Uint8Array, key: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: hmacSha256(key, signedParts(timestamp, body)).toString('hex'),
  };
}

function signedParts(timestamp: string, body: Uint8Array): readonly (string | Uint8Array)[] {
  return [`v0:${timestamp}:`, body];
}

/** The event type decides; the payload's status is only compared with it. */
function parseEvent(body: JsonBody): ParsedBody {
  if (body.type !== 'object') {
    return invalid('The body: expected a JSON object.');
  }
  const [type, id, payload] = body.pick(['eventType', 'eventId', 'payload']);
  const eventType = parseText(type);
  if (eventType === undefined) {
    return invalid(`eventType: ${TEXT_EXPECTATION}.`);
  }
  const eventId = parseId(id);
  if (eventId === undefined) {
    return invalid(`eventId: ${ID_EXPECTATION}.`);
  }
  const details = parsePayload(eventType, payload);
  if (typeof details === 'string') {
    return invalid(details);
  }
  // An id that is neither a usable text nor a number is left out: an inline payload is stored all the same.
  const [runId, extractor, updatedAt] = payload?.pick(['id', 'extractor', 'updatedAt']) ?? [];
  const ids = definedOnly({
    documentId: parseId(runId),
    schemaId: parseId(extractor?.member('id')),
    occurredAt: parseText(updatedAt),
  });
  return { kind: 'event', event: { eventId, eventType, ...ids, ...details } };
}

/** Extend has no challenge and `parseEvent` never finds one; this is the plainest form of an answer. */
function answerChallenge(challenge: string): ChallengeAnswer {
  return { contentType: 'application/json', body: JSON.stringify({ challenge }) };
}

/** An event type that Extend does not have: stored, and nothing is fetched for it. */
function testBody(eventId: string): Uint8Array {
  return Buffer.from(JSON.stringify({ eventId, eventType: 'inbox.send_test', payload: {} }));
}

function invalid(reason: string): ParsedBody {
  return { kind: 'invalid', reason };
}
