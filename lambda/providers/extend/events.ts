import { definedOnly } from '../../domain/defined-only';
import type { Disposition, JsonBody, Reading } from '../../domain/provider';
import { isJsonObject, type JsonObject } from '../shared/json-object';
import { ID_EXPECTATION, idText } from '../shared/provider-text';
import { manifest } from './manifest';
import { payloadOf, payloadShape } from './payload';

const EXPECTED_STATUS: Readonly<Record<string, string>> = {
  'extract_run.processed': 'PROCESSED',
  'extract_run.failed': 'FAILED',
};

/** What a signed Extend body says of itself. The event type decides; the payload's status is only compared with it. */
export function read(body: JsonBody): Reading {
  const envelope = body.value;
  if (!isJsonObject(envelope)) {
    return unreadable('The body: expected a JSON object.');
  }
  const eventType = idText(envelope.eventType);
  if (eventType === undefined) {
    return unreadable(`eventType: ${ID_EXPECTATION}.`);
  }
  const eventId = idText(envelope.eventId);
  if (eventId === undefined) {
    return unreadable(`eventId: ${ID_EXPECTATION}.`);
  }
  const disposition = dispositionOf(eventType);
  const payload = payloadOf(envelope);
  if (disposition === 'fetch' && !payload) {
    return unreadable('payload: expected a JSON object.');
  }
  const details = payload ? { ...payloadIds(payload), ...mismatch(eventType, payload) } : {};
  const failed = eventType === 'extract_run.failed' && { failed: true };
  return { kind: 'event', event: { eventId, eventType, disposition, ...details, ...failed } };
}

/** A run id that is no usable text is left out: an inline payload is stored all the same. */
function payloadIds(payload: JsonObject) {
  const extractor = isJsonObject(payload.extractor) ? payload.extractor : {};
  return definedOnly({
    documentId: idText(payload.id),
    schemaId: idText(extractor.id),
    occurredAt: idText(payload.updatedAt),
  });
}

/** The documentation's own sample says PROCESSING in a processed event. */
function mismatch(eventType: string, payload: JsonObject): { statusMismatch?: true } {
  const expected = Object.hasOwn(EXPECTED_STATUS, eventType) ? EXPECTED_STATUS[eventType] : undefined;
  const { status } = payload;
  const disagrees =
    payloadShape(payload).kind === 'inline' && typeof status === 'string' && status !== expected;
  return expected !== undefined && disagrees ? { statusMismatch: true } : {};
}

/** New types may appear without a new API version: one this version does not know is kept, not lost. */
function dispositionOf(eventType: string): Disposition {
  const known = manifest.eventTypes;
  return (Object.hasOwn(known, eventType) ? known[eventType] : undefined) ?? 'archive';
}

function unreadable(reason: string): Reading {
  return { kind: 'unreadable', reason };
}
