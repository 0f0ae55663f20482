import type { IncomingEvent, JsonBody, ParsedBody, Provider, ProviderManifest } from '../provider/provider';
import { definedOnly } from '../text/defined-only';
import { JsonView } from '../text/json-view';
import type { EventRecord } from './event-record';

/**
 * Reads a body that was verified. Never throws: an invalid body is quarantined, not lost, and so is a hostile one that breaks a
 * provider's code. `json` is there whenever the body was JSON.
 */
export function parseBody(
  provider: Pick<Provider, 'parseEvent'>,
  body: Uint8Array,
): { readonly parsed: ParsedBody; readonly json?: JsonBody } {
  const json = JsonView.of(body);
  if (!json) {
    return { parsed: { kind: 'invalid', reason: 'The body is not JSON in UTF-8.' } };
  }
  try {
    return { parsed: provider.parseEvent(json), json };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return { parsed: { kind: 'invalid', reason: `Parsing the body failed (${name}).` }, json };
  }
}

/**
 * The event as its record alone tells it, for one whose body is lost. Undefined if that is not enough to ask for its document: its
 * type fetches nothing, or it names no document.
 */
export function toIncomingEvent(
  record: EventRecord,
  { eventTypes, failureTypes = [] }: Pick<ProviderManifest, 'eventTypes' | 'failureTypes'>,
): IncomingEvent | undefined {
  const { eventId, eventType = '', documentId, outcome } = record;
  const { jobId, schemaId, organizationId, deploymentId, occurredAt } = record;
  const fetches = Object.hasOwn(eventTypes, eventType) && eventTypes[eventType] === 'fetch';
  if (!fetches || documentId === undefined) {
    return undefined;
  }
  return {
    eventId,
    eventType,
    disposition: 'fetch',
    documentId,
    ...definedOnly({ jobId, schemaId, organizationId, deploymentId, occurredAt, outcome }),
    ...((outcome !== undefined || failureTypes.includes(eventType)) && { failed: true }),
  };
}

/**
 * Whether an event that came under a known ID is another one: both name a type, a document or an outcome, and these differ. With a
 * new link, time or metadata it is a repetition.
 * @param stated what the known event's own body says, if the record holds it
 */
export function isAnotherEvent(
  known: EventRecord,
  stated: Pick<IncomingEvent, 'outcome'> | undefined,
  event: Pick<IncomingEvent, 'eventType' | 'documentId' | 'outcome' | 'failed'>,
): boolean {
  // If the body is in S3, the record keeps only a failure: without one, the event told of none.
  const noFailure = event.failed === true && known.rawKey !== undefined ? 'no failure' : undefined;
  const pairs = [
    [known.eventType, event.eventType],
    [known.documentId, event.documentId],
    [stated?.outcome ?? known.outcome ?? noFailure, event.outcome],
  ];
  return pairs.some(([one, other]) => one !== undefined && other !== undefined && one !== other);
}

/** A body is renewed at most once in this time, so that an event repeated quickly does not cost a write each time. */
export const RENEWAL_INTERVAL_MS = 15 * 60_000;

/**
 * Whether another body of the same event may bring what the event lacks. True if it was given up for a dead link or a lost body.
 * True also if it is open, not leased, without a result, and its body does not hold the data itself.
 * @param stated what the known event's own body says, if the record holds it
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
