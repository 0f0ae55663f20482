import type { EventRecord } from '../../domain/record/event-record';
import type { RawStore } from '../ports';

/** The webhook's own bytes, from the record or its claim check; undefined when the claim check is gone. */
export async function storedBody(
  record: EventRecord,
  raw: Pick<RawStore, 'getRaw'>,
): Promise<Uint8Array | undefined> {
  if (record.rawBody !== undefined) {
    return Buffer.from(record.rawBody);
  }
  return record.rawKey === undefined ? undefined : raw.getRaw(record.rawKey);
}
