import type { JsonBody, ParsedBody } from '../../domain/provider/provider';
import { definedOnly } from '../../domain/text/defined-only';
import type { JsonView } from '../../domain/text/json-view';
import { ID_EXPECTATION, parseId, parseText, TEXT_EXPECTATION } from '../shared/provider-text';
import { manifest } from './manifest';

/** We echo a challenge, so it may hold nothing that means anything to a browser or a log. */
const CHALLENGE = /^[A-Za-z0-9._~:/+=-]{1,512}$/;

/** What a signed Limai body says of itself. */
export function parseEvent(body: JsonBody): ParsedBody {
  if (body.type !== 'object') {
    return invalid('The body: expected a JSON object.');
  }
  const eventType = parseText(body.member('eventType'));
  if (eventType === undefined) {
    return invalid(`eventType: ${TEXT_EXPECTATION}.`);
  }
  return eventType === 'VERIFICATION' ? readChallenge(body) : readEvent(body, eventType);
}

/** The documentation names a `challenge` but shows no body: it may stand at the top or under `data`. */
function readChallenge(envelope: JsonView): ParsedBody {
  const [top, data] = envelope.pick(['challenge', 'data']);
  const challenge = top?.text ?? data?.member('challenge')?.text;
  return challenge !== undefined && CHALLENGE.test(challenge)
    ? { kind: 'challenge', challenge }
    : invalid(
        'challenge (at the top level or under data): expected 1 to 512 of the characters A-Z a-z 0-9 . _ ~ : / + = -.',
      );
}

function readEvent(envelope: JsonView, eventType: string): ParsedBody {
  const [id, fileId, data] = envelope.pick(['eventId', 'fileId', 'data']);
  const eventId = parseId(id);
  if (eventId === undefined) {
    return invalid(`eventId: ${ID_EXPECTATION}.`);
  }
  const disposition = dispositionOf(eventType);
  const documentId = parseId(fileId);
  if (disposition === 'fetch' && documentId === undefined) {
    return invalid(`fileId: ${ID_EXPECTATION}.`);
  }
  const details = definedOnly({ documentId, ...secondaryFields(envelope) });
  const outcome = outcomeFields(eventType, data);
  return { kind: 'event', event: { eventId, eventType, disposition, ...details, ...outcome } };
}

/** A failed extraction is told by the same type of event as any other. */
function outcomeFields(eventType: string, data: JsonView | undefined) {
  const outcome = eventType === 'DOCUMENT_EXTRACTED' ? parseText(data?.member('status')) : undefined;
  return { ...definedOnly({ outcome }), ...(outcome === 'failed' && { failed: true }) };
}

/** A wrong type in a field we only show to people must not cost the result: it is left out. */
function secondaryFields(envelope: JsonView) {
  const [jobId, schemaId, organizationId, deploymentId, timestamp] = envelope.pick([
    'jobId',
    'extractionSchemaId',
    'organizationId',
    'deploymentId',
    'timestamp',
  ]);
  return {
    jobId: parseId(jobId),
    schemaId: parseId(schemaId),
    organizationId: parseId(organizationId),
    deploymentId: parseId(deploymentId),
    occurredAt: parseText(timestamp),
  };
}

/** A type this version does not know is kept, not lost. */
function dispositionOf(eventType: string): 'fetch' | 'archive' {
  const known: Readonly<Record<string, 'fetch' | 'archive'>> = manifest.eventTypes;
  return (Object.hasOwn(known, eventType) ? known[eventType] : undefined) ?? 'archive';
}

function invalid(reason: string): ParsedBody {
  return { kind: 'invalid', reason };
}
