import { bodyReceivedAt, type EventRecord } from '../domain/record/event-record';
import type { Clock, RawStore } from './ports';

/** The webhook's own bytes, from the record or its claim check; undefined when the claim check is gone. */
export async function readStoredBody(
  record: EventRecord,
  raw: Pick<RawStore, 'getRaw'>,
): Promise<Uint8Array | undefined> {
  if (record.rawBody !== undefined) {
    return Buffer.from(record.rawBody);
  }
  return record.rawKey === undefined ? undefined : raw.getRaw(record.rawKey);
}

/** A younger body outlives every retry window anyway: synth sees to it (lib/config/config-rules.ts). */
const AGEING_MS = 86_400_000;

/** Before an event is opened again: its body in S3 may expire within the new retry window, so an ageing one is stored once more. */
export async function keepStoredBody(
  record: EventRecord,
  raw: Pick<RawStore, 'getRaw' | 'renewRaw'>,
  clock: Pick<Clock, 'now'>,
): Promise<void> {
  const { rawKey } = record;
  const age = clock.now() - bodyReceivedAt(record);
  if (rawKey === undefined || age < AGEING_MS) {
    return;
  }
  const body = await raw.getRaw(rawKey);
  if (body) {
    await raw.renewRaw(rawKey, body);
  }
}
