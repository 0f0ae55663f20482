import type { EventRecord } from './event-record';

export const RESULT_SCHEMA_VERSION = 1;

export interface ResultParts {
  readonly record: Pick<EventRecord, 'source' | 'provider' | 'eventId' | 'generation'>;
  readonly fetchedAt: string;
  /** The webhook's body, byte for byte; must be valid JSON. */
  readonly event: Uint8Array;
  /** The provider's data, byte for byte; must be valid JSON. */
  readonly extraction: Uint8Array;
}

/**
 * The result object's bytes. The provider's texts are spliced in, never parsed and written again: that would corrupt big
 * numbers and duplicate keys.
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
    event,
    Buffer.from(',"extraction":'),
    extraction,
    Buffer.from('}'),
  ]);
}
