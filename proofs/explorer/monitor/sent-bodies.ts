import type { EventRecord } from '../../../lambda/domain/record/event-record';
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
