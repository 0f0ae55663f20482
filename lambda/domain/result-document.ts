import type { EventRecord } from './event-record';
import { byteOrderMarkLength } from './utf8';

export const RESULT_SCHEMA_VERSION = 1;

export interface ResultParts {
  readonly record: Pick<EventRecord, 'source' | 'provider' | 'eventId' | 'generation'>;
  readonly fetchedAt: string;
  /** The webhook's body; must be valid JSON. */
  readonly event: Uint8Array;
  /** The provider's data; must be valid JSON. */
  readonly extraction: Uint8Array;
}

/**
 * The result object's bytes. The provider's texts are spliced in byte for byte, never parsed and written again: that would corrupt
 * big numbers and duplicate keys. A byte-order mark before them is left out, since no JSON may hold one between its tokens.
 */
export function resultDocument({ record, fetchedAt, event, extraction }: ResultParts): Buffer {
  const head = JSON.stringify({
    schemaVersion: RESULT_SCHEMA_VERSION,
    source: record.source,
    provider: record.provider,
    eventId: record.eventId,
    generation: record.generation,
    fetchedAt,
  });
  return Buffer.concat([
    Buffer.from(`${head.slice(0, -1)},"event":`),
    event.subarray(byteOrderMarkLength(event)),
    Buffer.from(',"extraction":'),
    extraction.subarray(byteOrderMarkLength(extraction)),
    Buffer.from('}'),
  ]);
}
