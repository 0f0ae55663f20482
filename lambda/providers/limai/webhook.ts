import type {
  JsonBody,
  ParsedBody,
  SignedRequest,
  Verification,
  WebhookProvider,
} from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { hmacSha256, isSignedByAny, parseSha256Hex } from '../shared/hmac-hex';
import { ID_EXPECTATION, parseId, parseText, TEXT_EXPECTATION } from '../shared/provider-text';
import { type LimaiOptions, manifest, optionsSchema } from './manifest';

const SIGNATURE_HEADER = 'x-webhook-signature';
const PREFIX = 'sha256=';

/** The answer repeats the challenge, so it may hold nothing that means anything to a browser or a log. */
const CHALLENGE = /^[A-Za-z0-9._~:/+=-]{1,512}$/;

/** Limai's webhooks (https://docs.limai.io): signed per subscription; they carry metadata only. */
export const limaiWebhook = {
  manifest,
  optionsSchema,
  verify,
  sign,
  parseEvent,
  allowsUnsignedChallenge: ({ verification }) => verification === 'unsigned',
  answerChallenge: (challenge, { challengeAnswer }) =>
    challengeAnswer === 'text'
      ? { contentType: 'text/plain; charset=utf-8', body: challenge }
      : { contentType: 'application/json', body: JSON.stringify({ challenge }) },
  /** An event type that Limai does not have: stored, and nothing is fetched for it. */
  testBody(eventId, now) {
    const timestamp = new Date(now).toISOString();
    return Buffer.from(JSON.stringify({ eventId, eventType: 'INBOX_SEND_TEST', timestamp, data: {} }));
  },
} satisfies WebhookProvider<LimaiOptions>;

/** HMAC-SHA256 over the raw body. Limai signs no time, so a captured request can be repeated: the event id absorbs it. */
function verify(request: SignedRequest, { keys }: { readonly keys: readonly string[] }): Verification {
  const header = request.headers[SIGNATURE_HEADER];
  if (!header) {
    return { valid: false, reason: 'missing' };
  }
  const signature = header.startsWith(PREFIX) ? parseSha256Hex(header.slice(PREFIX.length)) : undefined;
  if (!signature) {
    return { valid: false, reason: 'malformed' };
  }
  return isSignedByAny(keys, signature, [request.body])
    ? { valid: true }
    : { valid: false, reason: 'mismatch' };
}

function sign(body: Uint8Array, key: string): Record<string, string> {
  return { [SIGNATURE_HEADER]: `${PREFIX}${hmacSha256(key, [body]).toString('hex')}` };
}

function parseEvent(body: JsonBody): ParsedBody {
  if (body.type !== 'object') {
    return invalid('The body: expected a JSON object.');
  }
  const [type, id, fileId, data] = body.pick(['eventType', 'eventId', 'fileId', 'data']);
  const eventType = parseText(type);
  if (eventType === undefined) {
    return invalid(`eventType: ${TEXT_EXPECTATION}.`);
  }
  if (eventType === 'VERIFICATION') {
    return parseChallenge(body);
  }
  const eventId = parseId(id);
  if (eventId === undefined) {
    return invalid(`eventId: ${ID_EXPECTATION}.`);
  }
  // An unknown type is stored, not lost.
  const disposition = Object.hasOwn(manifest.eventTypes, eventType) ? 'fetch' : 'archive';
  const documentId = parseId(fileId);
  if (disposition === 'fetch' && documentId === undefined) {
    return invalid(`fileId: ${ID_EXPECTATION}.`);
  }
  const [jobId, schemaId, organizationId, deploymentId, timestamp] = body.pick([
    'jobId',
    'extractionSchemaId',
    'organizationId',
    'deploymentId',
    'timestamp',
  ]);
  // A field that is only shown to people must not cost the result: one of a wrong type is left out.
  const details = {
    documentId,
    jobId: parseId(jobId),
    schemaId: parseId(schemaId),
    organizationId: parseId(organizationId),
    deploymentId: parseId(deploymentId),
    occurredAt: parseText(timestamp),
  };
  // A failed extraction has the same event type as any other.
  const outcome = eventType === 'DOCUMENT_EXTRACTED' ? parseText(data?.member('status')) : undefined;
  return {
    kind: 'event',
    event: {
      eventId,
      eventType,
      disposition,
      ...definedOnly({ ...details, outcome }),
      ...(outcome === 'failed' && { failed: true }),
    },
  };
}

/** The documentation names a `challenge` but shows no body: it may stand at the top or under `data`. */
function parseChallenge(body: JsonView): ParsedBody {
  const [top, data] = body.pick(['challenge', 'data']);
  const challenge = top?.text ?? data?.member('challenge')?.text;
  return challenge !== undefined && CHALLENGE.test(challenge)
    ? { kind: 'challenge', challenge }
    : invalid(
        'challenge (at the top level or under data): expected 1 to 512 of the characters A-Z a-z 0-9 . _ ~ : / + = -.',
      );
}

function invalid(reason: string): ParsedBody {
  return { kind: 'invalid', reason };
}
