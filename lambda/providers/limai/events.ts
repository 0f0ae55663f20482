import { definedOnly } from '../../domain/defined-only';
import type { Disposition, IncomingEvent, JsonBody, Reading } from '../../domain/provider';
import { isJsonObject, type JsonObject } from '../shared/json-object';
import { ID_EXPECTATION, idText } from '../shared/provider-text';
import { manifest } from './manifest';

/** We echo a challenge, so it may hold nothing that means anything to a browser or a log. */
const CHALLENGE = /^[A-Za-z0-9._~:/+=-]{1,512}$/;

/** What a signed Limai body says of itself. */
export function read(body: JsonBody): Reading {
  const envelope = body.value;
  if (!isJsonObject(envelope)) {
    return unreadable('The body: expected a JSON object.');
  }
  const eventType = idText(envelope.eventType);
  if (eventType === undefined) {
    return unreadable(`eventType: ${ID_EXPECTATION}.`);
  }
  return eventType === 'VERIFICATION' ? readChallenge(envelope) : readEvent(envelope, eventType);
}

/** The documentation names a `challenge` but shows no body: it may stand at the top or under `data`. */
function readChallenge(envelope: JsonObject): Reading {
  const nested = isJsonObject(envelope.data) ? envelope.data.challenge : undefined;
  const challenge = typeof envelope.challenge === 'string' ? envelope.challenge : nested;
  return typeof challenge === 'string' && CHALLENGE.test(challenge)
    ? { kind: 'challenge', challenge }
    : unreadable(
        'challenge (at the top level or under data): expected 1 to 512 of the characters A-Z a-z 0-9 . _ ~ : / + = -.',
      );
}

function readEvent(envelope: JsonObject, eventType: string): Reading {
  const eventId = idText(envelope.eventId);
  if (eventId === undefined) {
    return unreadable(`eventId: ${ID_EXPECTATION}.`);
  }
  const disposition = dispositionOf(eventType);
  const documentId = idText(envelope.fileId);
  if (disposition === 'fetch' && documentId === undefined) {
    return unreadable(`fileId: ${ID_EXPECTATION}.`);
  }
  const details = definedOnly({ documentId, ...secondaryFields(envelope) });
  const failed = isFailure(eventType, envelope.data) && { failed: true };
  return { kind: 'event', event: { eventId, eventType, disposition, ...details, ...failed } };
}

/** A failed extraction is told by the same type of event as any other. */
function isFailure(eventType: string, data: unknown): boolean {
  return eventType === 'DOCUMENT_EXTRACTED' && isJsonObject(data) && data.status === 'failed';
}

/** A wrong type in a field we only show to people must not cost the result: it is left out. */
function secondaryFields(
  envelope: JsonObject,
): Record<
  keyof Pick<IncomingEvent, 'jobId' | 'schemaId' | 'organizationId' | 'deploymentId' | 'occurredAt'>,
  string | undefined
> {
  return {
    jobId: idText(envelope.jobId),
    schemaId: idText(envelope.extractionSchemaId),
    organizationId: idText(envelope.organizationId),
    deploymentId: idText(envelope.deploymentId),
    occurredAt: idText(envelope.timestamp),
  };
}

/** A type this version does not know is kept, not lost. */
function dispositionOf(eventType: string): Disposition {
  const known: Readonly<Record<string, Disposition>> = manifest.eventTypes;
  return (Object.hasOwn(known, eventType) ? known[eventType] : undefined) ?? 'archive';
}

function unreadable(reason: string): Reading {
  return { kind: 'unreadable', reason };
}
