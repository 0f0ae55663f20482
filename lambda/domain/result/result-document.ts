import { type EventRecord, toIso } from '../record/event-record';
import { byteOrderMarkLength } from '../text/unicode';

/** More than the fields before the webhook's body take, whatever the IDs. */
const HEAD_BYTES = 65_536;

/**
 * The same result as of a later generation: its bytes differ, and so does its ETag.
 * @throws Error when the bytes are no result document
 */
export function asGeneration(document: Uint8Array, generation: number): Buffer {
  const text = Buffer.from(document);
  // A quote inside an ID is escaped, so that the first match is the document's own field.
  const field = /,"generation":\d+,/.exec(text.subarray(0, HEAD_BYTES).toString('latin1'));
  if (!field) {
    throw new Error('Result object: expected a result document; got other bytes.');
  }
  const rest = text.subarray(field.index + field[0].length);
  return Buffer.concat([text.subarray(0, field.index), Buffer.from(`,"generation":${generation},`), rest]);
}

/**
 * The result object's bytes. The provider's texts are spliced in byte for byte: to parse and write them again would corrupt big
 * numbers and duplicate keys. A byte-order mark before them is left out, since no JSON may hold one between its tokens.
 */
export function resultDocument(parts: {
  readonly record: Pick<EventRecord, 'source' | 'provider' | 'eventId' | 'generation'>;
  readonly fetchedAt: number;
  /** The webhook's body, which must be valid JSON. Absent: it is lost, and nothing stands in for it. */
  readonly event: Uint8Array | undefined;
  /** `extraction`: the provider's data. `payload`: what an archived event's link led to. */
  readonly name: 'extraction' | 'payload';
  /** The provider's text, which must be valid JSON. */
  readonly content: Uint8Array;
}): Buffer {
  const { record, event } = parts;
  const head = JSON.stringify({
    schemaVersion: 1,
    source: record.source,
    provider: record.provider,
    eventId: record.eventId,
    generation: record.generation,
    fetchedAt: toIso(parts.fetchedAt),
    ...(event === undefined && { eventBodyLost: true }),
  });
  return Buffer.concat([
    Buffer.from(`${head.slice(0, -1)},"event":`),
    event ? withoutMark(event) : Buffer.from('null'),
    Buffer.from(`,"${parts.name}":`),
    withoutMark(parts.content),
    Buffer.from('}'),
  ]);
}

function withoutMark(text: Uint8Array): Uint8Array {
  return text.subarray(byteOrderMarkLength(text));
}
