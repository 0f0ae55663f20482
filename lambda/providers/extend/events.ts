import type { Disposition, IncomingEvent, JsonBody, ParsedBody } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { ID_EXPECTATION, parseId, parseText, TEXT_EXPECTATION } from '../shared/provider-text';
import { manifest } from './manifest';
import { findArchivedLink, parseRunPayload, type RunPayload } from './payload';

const EXPECTED_STATUS: Readonly<Record<string, string>> = {
  'extract_run.processed': 'PROCESSED',
  'extract_run.failed': 'FAILED',
};

/** What the payload says of an event, beside its ids. */
type PayloadNews = Pick<
  IncomingEvent,
  'disposition' | 'statusMismatch' | 'unknownShape' | 'failed' | 'carriesData'
>;

/** What a signed Extend body says of itself. The event type decides; the payload's status is only compared with it. */
export function parseEvent(body: JsonBody): ParsedBody {
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
  const news = dispositionOf(eventType) === 'fetch' ? runNews(eventType, payload) : archivedNews(payload);
  return typeof news === 'string'
    ? invalid(news)
    : { kind: 'event', event: { eventId, eventType, ...payloadIds(payload), ...news } };
}

/** Words when the payload is none of an extract run. */
function runNews(eventType: string, payload: JsonView | undefined): PayloadNews | string {
  const shape = parseRunPayload(payload);
  if (shape.kind === 'invalid') {
    return shape.reason;
  }
  return {
    disposition: 'fetch',
    ...(shape.kind === 'inline' && disagrees(eventType, shape.run) && { statusMismatch: true }),
    ...(shape.kind === 'link' && shape.isUnknownShape && { unknownShape: true }),
    ...(eventType === 'extract_run.failed' ? { failed: true } : holdsOutput(shape) && { carriesData: true }),
  };
}

/** A repetition of the event may bring a link that has expired by then. */
function holdsOutput(shape: RunPayload): boolean {
  return shape.kind === 'inline' && shape.run.member('output')?.type === 'object';
}

function archivedNews(payload: JsonView | undefined): PayloadNews {
  const link = findArchivedLink(payload);
  return {
    disposition: link ? 'archive_link' : 'archive',
    ...(link?.isUnknownShape && { unknownShape: true }),
  };
}

/** An id that is neither a usable text nor a number is left out: an inline payload is stored all the same. */
function payloadIds(payload: JsonView | undefined) {
  const [id, extractor, updatedAt] = payload?.pick(['id', 'extractor', 'updatedAt']) ?? [];
  return definedOnly({
    documentId: parseId(id),
    schemaId: parseId(extractor?.member('id')),
    occurredAt: parseText(updatedAt),
  });
}

/** The documentation's own sample says PROCESSING in a processed event. */
function disagrees(eventType: string, run: JsonView): boolean {
  const status = run.member('status')?.text;
  return status !== undefined && status !== EXPECTED_STATUS[eventType];
}

/** New types may appear without a new API version: one this version does not know is kept, not lost. */
function dispositionOf(eventType: string): Disposition {
  const known = manifest.eventTypes;
  return (Object.hasOwn(known, eventType) ? known[eventType] : undefined) ?? 'archive';
}

function invalid(reason: string): ParsedBody {
  return { kind: 'invalid', reason };
}
