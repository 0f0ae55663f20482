import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import type { SimulatedBucket } from '../../../test/simulated/stores/simulated-bucket';

/** The bodies each record ever had, parsed: an object may hold any of these and no other. */
export class SentBodies {
  private readonly texts = new Map<string, Set<string>>();

  constructor(private readonly bucket: SimulatedBucket) {}

  note({ pk, rawBody, rawKey }: EventRecord): void {
    const raw = rawKey === undefined ? undefined : this.bucket.everyRaw.get(rawKey);
    const text = rawBody ?? (raw && Buffer.from(raw).toString());
    if (text !== undefined) {
      this.texts.set(pk, (this.texts.get(pk) ?? new Set()).add(text));
    }
  }

  of(pk: string): readonly unknown[] {
    return [...(this.texts.get(pk) ?? [])].map((text) => JSON.parse(text) as unknown);
  }
}

/** Whether the record is of the event that was sent, whatever its id: type and document agree as far as both name them. */
export function matchesRecord(record: EventRecord, { id, type, document, outcome }: NeutralBody): boolean {
  const sameDocument = document === undefined || (record.documentId ?? document) === document;
  const sameOutcome = outcome === undefined || (record.outcome === 'failed') === (outcome === 'failed');
  return record.eventId === id && record.eventType === type && sameDocument && sameOutcome;
}
