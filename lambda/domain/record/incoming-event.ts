import type { IncomingEvent, JsonBody, ParsedBody, Provider, ProviderManifest } from '../provider/provider';
import { definedOnly } from '../text/defined-only';
import { JsonView } from '../text/json-view';
import type { EventRecord } from './event-record';

/** A body as far as it could be read. `json` is there whenever it was JSON. */
export interface BodyReading {
  readonly reading: ParsedBody;
  readonly json?: JsonBody;
}

/** Reads a body that was verified. Never throws: what cannot be read is quarantined, not lost. */
export function parseBody(provider: Pick<Provider, 'parseEvent'>, body: Uint8Array): BodyReading {
  const json = JsonView.of(body);
  if (!json) {
    return { reading: { kind: 'invalid', reason: 'The body is not JSON in UTF-8.' } };
  }
  return { reading: readSafely(provider, json), json };
}

/** A provider that breaks on a hostile but signed body must not lose it: that too is "invalid". */
function readSafely(provider: Pick<Provider, 'parseEvent'>, json: JsonBody): ParsedBody {
  try {
    return provider.parseEvent(json);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return { kind: 'invalid', reason: `Parsing the body failed (${name}).` };
  }
}

/**
 * What a record alone says of its event, for one whose body is lost. Undefined when that is not enough to ask for its document:
 * its type fetches nothing, or it names no document.
 */
export function toIncomingEvent(
  record: EventRecord,
  { eventTypes, failureTypes = [] }: Pick<ProviderManifest, 'eventTypes' | 'failureTypes'>,
): IncomingEvent | undefined {
  const {
    eventId,
    eventType = '',
    documentId,
    jobId,
    schemaId,
    organizationId,
    deploymentId,
    occurredAt,
  } = record;
  const fetches = Object.hasOwn(eventTypes, eventType) && eventTypes[eventType] === 'fetch';
  if (!fetches || documentId === undefined) {
    return undefined;
  }
  const { outcome } = record;
  const details = { jobId, schemaId, organizationId, deploymentId, occurredAt, outcome };
  return {
    eventId,
    eventType,
    disposition: 'fetch',
    documentId,
    ...definedOnly(details),
    ...((outcome !== undefined || failureTypes.includes(eventType)) && { failed: true }),
  };
}

type Stated = Pick<IncomingEvent, 'eventType' | 'documentId' | 'outcome'>;

/**
 * Whether an event that came under a known id is another one: both name a type, a document or an outcome, and these differ. A new
 * link, time or metadata makes a repetition.
 * @param stated what the known event's own body says, where it stands in the record
 */
export function isAnotherEvent(
  known: EventRecord,
  stated: Pick<IncomingEvent, 'outcome'> | undefined,
  event: Stated & Pick<IncomingEvent, 'failed'>,
): boolean {
  return (
    differs(known.eventType, event.eventType) ||
    differs(known.documentId, event.documentId) ||
    differs(stated?.outcome ?? outcomeOf(known, event), event.outcome)
  );
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** Of a body that lies in S3 the record keeps a failure alone: where it keeps none, the event told of none. */
function outcomeOf(known: EventRecord, { failed }: Pick<IncomingEvent, 'failed'>): string | undefined {
  const toldOfNoFailure = failed === true && known.rawKey !== undefined ? 'no failure' : undefined;
  return known.outcome ?? toldOfNoFailure;
}

/** A body is renewed at most once in this time: whoever repeats an event quickly costs no write each time. */
export const RENEWAL_INTERVAL_MS = 15 * 60_000;

/**
 * Whether another body of the same event may bring what the event lacks. It is open, leased by nobody, has no result, and its body
 * does not hold the data itself; or it was given up for a dead link or a lost body.
 * @param stated what the known event's own body says, where it stands in the record
 */
export function awaitsBody(
  record: EventRecord,
  stated: Pick<IncomingEvent, 'carriesData'> | undefined,
  now: number,
): boolean {
  if (now - (record.bodyReceivedAt ?? 0) < RENEWAL_INTERVAL_MS || record.resultSha256 !== undefined) {
    return false;
  }
  const { status, lastError } = record;
  const isDead = lastError?.kind === 'link_expired' || lastError?.kind === 'body_lost';
  const carriesData = record.carriesData ?? stated?.carriesData ?? false;
  return (
    (status === 'RECEIVED' && !carriesData) || ((status === 'FAILED' || status === 'ARCHIVED') && isDead)
  );
}
