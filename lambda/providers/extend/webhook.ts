import type {
  IncomingEvent,
  JsonBody,
  ParsedBody,
  SignedRequest,
  Verification,
  VerificationContext,
  WebhookProvider,
} from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import { isGiven, type JsonView } from '../../domain/text/json-view';
import { hmacSha256, isSignedByAny, parseSha256Hex } from '../shared/hmac-hex';
import { ID_EXPECTATION, parseId, parseText, TEXT_EXPECTATION } from '../shared/provider-text';
import { type ExtendOptions, manifest, optionsSchema } from './manifest';

const TIMESTAMP_HEADER = 'x-extend-request-timestamp';
const SIGNATURE_HEADER = 'x-extend-request-signature';

/** What Extend's own SDK allows the sender's clock to run ahead. */
const FUTURE_SKEW_SECONDS = 60;
/** Stricter than the SDK, whose parseInt reads `1707777128abc` as a time. */
const UNIX_SECONDS = /^\d{1,12}$/;

/** What `object` says in the payload of an event, by the event type's resource (extend-ai 1.20.0). */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['classify_run', ['classify_run']],
  ['split_run', ['split_run']],
  ['parse_run', ['parse_run_status', 'parse_run']],
  ['edit_run', ['edit_run']],
  ['form_detection_run', ['form_detection_run']],
  ['batch_processor_run', ['batch_run']],
  ['batch_parse_run', ['batch_run']],
  ['workflow_run', ['workflow_run']],
  ['workflow_run.step_run', ['workflow_step_run', 'step_run']],
  ['workflow', ['workflow', 'workflow_version']],
  ['extractor', ['extractor', 'extractor_version']],
  ['classifier', ['classifier', 'classifier_version']],
  ['splitter', ['splitter', 'splitter_version']],
]);

const LINK_OBJECT = 'signed_data_url';
export const RUN_OBJECT = 'extract_run';

/** Every kind that a payload may be when it is no link. */
const RESOURCE_OBJECTS: ReadonlySet<string> = new Set([RUN_OBJECT, ...[...KINDS.values()].flat()]);

/** What no resource is called. */
const NO_RESOURCES: readonly string[] = [LINK_OBJECT, 'error', ''];

/** Extend's webhooks (https://docs.extend.ai): signed and timed; they carry the result, or a link to it. */
export const extendWebhook = {
  manifest,
  optionsSchema,
  verify,
  sign,
  parseEvent,
  allowsUnsignedChallenge: () => false,
  /** Extend has no challenge and `parseEvent` never finds one; this is the plainest form of an answer. */
  answerChallenge: (challenge) => ({ contentType: 'application/json', body: JSON.stringify({ challenge }) }),
  /** An event type that Extend does not have: stored, and nothing is fetched for it. */
  testBody: (eventId) => Buffer.from(JSON.stringify({ eventId, eventType: 'inbox.send_test', payload: {} })),
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
  if (!isSignedByAny(keys, signature, [`v0:${timestamp}:`, request.body])) {
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
    [SIGNATURE_HEADER]: hmacSha256(key, [`v0:${timestamp}:`, body]).toString('hex'),
  };
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

/** Whether an object of this name may be what an event of this type tells of. A type this version does not know may tell of any. */
export function isResourceOf(eventType: string, object: string | undefined): boolean {
  if (object === undefined || NO_RESOURCES.includes(object)) {
    return false;
  }
  const [first = '', second] = eventType.split('.');
  const kinds = KINDS.get(`${first}.${second}`) ?? KINDS.get(first);
  return kinds?.includes(object) ?? true;
}

const EXPECTED_STATUS: Readonly<Record<string, string>> = {
  'extract_run.processed': 'PROCESSED',
  'extract_run.failed': 'FAILED',
};

/** What the payload says about an event, apart from its ids. */
type PayloadDetails = Pick<
  IncomingEvent,
  'disposition' | 'statusMismatch' | 'unknownShape' | 'failed' | 'carriesData'
>;

/** Words if the event type has a result to fetch and the payload is not that of an extract run. */
function parsePayload(eventType: string, payload: JsonView | undefined): PayloadDetails | string {
  const known = manifest.eventTypes;
  // New types may appear without a new API version: an unknown one is stored, not lost.
  if (!Object.hasOwn(known, eventType) || known[eventType] !== 'fetch') {
    const link = findArchivedLink(payload);
    return {
      disposition: link ? 'archive_link' : 'archive',
      ...(link?.isUnknownShape && { unknownShape: true }),
    };
  }
  const parsed = parseRunPayload(payload);
  if (parsed.kind === 'invalid') {
    return parsed.reason;
  }
  const [status, output] = parsed.kind === 'inline' ? parsed.run.pick(['status', 'output']) : [];
  return {
    disposition: 'fetch',
    // The documentation's own sample says PROCESSING in a processed event.
    ...(status?.text !== undefined && status.text !== EXPECTED_STATUS[eventType] && { statusMismatch: true }),
    ...(parsed.kind === 'link' && parsed.isUnknownShape && { unknownShape: true }),
    ...(eventType === 'extract_run.failed' && { failed: true }),
    // A repetition of the event may bring a link that has expired by then.
    ...(eventType !== 'extract_run.failed' && output?.type === 'object' && { carriesData: true }),
  };
}

/** Where the result of an extract run's event is. */
export type RunPayload =
  /** In the payload itself, as far as it holds an output. */
  | { readonly kind: 'inline'; readonly run: JsonView }
  /** `url` is absent when the payload calls itself a link and holds none that can be followed. */
  | { readonly kind: 'link'; readonly url: string | undefined; readonly isUnknownShape: boolean }
  /** The payload is none of an extract run. `reason` names the field and what was expected. */
  | { readonly kind: 'invalid'; readonly reason: string };

const EXPECTED_OBJECT = `payload.object: expected "${RUN_OBJECT}" or "${LINK_OBJECT}".`;

/**
 * What the payload of an `extract_run.*` event is. Told per event: an endpoint set to `url` sends small payloads inline. The SDK's
 * link has `object: "signed_data_url"`, the documentation's example has `data` alone; a link under a name that is no resource's is
 * followed too, and counted.
 */
export function parseRunPayload(payload: JsonView | undefined): RunPayload {
  if (payload?.type !== 'object') {
    return invalid('payload: expected a JSON object.');
  }
  const [object, data, id, output] = payload.pick(['object', 'data', 'id', 'output']);
  const url = isGiven(output) ? undefined : parseAddress(data);
  const name = object?.text;
  if (name !== RUN_OBJECT && RESOURCE_OBJECTS.has(name ?? '')) {
    return invalid(EXPECTED_OBJECT);
  }
  if (url !== undefined && name !== RUN_OBJECT) {
    return { kind: 'link', url, isUnknownShape: isOddLink(object) };
  }
  const hasId = parseId(id) !== undefined;
  const hasOutput = output?.type === 'object';
  if (name === LINK_OBJECT && !hasOutput) {
    return hasId
      ? { kind: 'link', url: undefined, isUnknownShape: false }
      : invalid('payload.data: expected an https URL, since payload.id names no run.');
  }
  if (name !== undefined && name !== RUN_OBJECT && name !== LINK_OBJECT) {
    return invalid(EXPECTED_OBJECT);
  }
  return name !== undefined || hasOutput || hasId
    ? { kind: 'inline', run: payload }
    : invalid('payload: expected an extract run, its id, an output, or an https URL under data.');
}

/** The link that the payload of any other event is; undefined when it is the resource itself. */
export function findArchivedLink(
  payload: JsonView | undefined,
): { readonly url: string; readonly isUnknownShape: boolean } | undefined {
  const [object, data, output] = payload?.pick(['object', 'data', 'output']) ?? [];
  const url = isGiven(output) || RESOURCE_OBJECTS.has(object?.text ?? '') ? undefined : parseAddress(data);
  return url === undefined ? undefined : { url, isUnknownShape: isOddLink(object) };
}

function isOddLink(object: JsonView | undefined): boolean {
  return isGiven(object) && object.text !== LINK_OBJECT;
}

/** http on loopback exists for the local run alone: the HTTP client refuses it everywhere else. */
function parseAddress(data: JsonView | undefined): string | undefined {
  const text = data?.text;
  if (text === undefined || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1') ? text : undefined;
}

function invalid(reason: string): { readonly kind: 'invalid'; readonly reason: string } {
  return { kind: 'invalid', reason };
}
