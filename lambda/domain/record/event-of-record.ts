import type { IncomingEvent, ProviderManifest } from '../provider/provider';
import { definedOnly } from '../text/defined-only';
import type { EventRecord } from './event-record';

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
