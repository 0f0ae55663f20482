import type { EventRecord } from '../../../lambda/domain/record/event-record';

interface Shown {
  readonly record: EventRecord;
  /** Epoch milliseconds from which the index shows this version. */
  readonly from: number;
}

/** Which version of each record an index shows that lags behind the table; versions appear in the order they were written. */
export class LaggingEntries {
  private readonly versions = new Map<string, Shown[]>();

  /** Notes a write that the index shows `lag` milliseconds later. */
  wrote(
    before: EventRecord | undefined,
    after: EventRecord,
    { now, lag }: { now: number; lag: number },
  ): void {
    const known = this.versions.get(after.pk);
    if (lag === 0 && !known) {
      return;
    }
    const versions = known ?? (before ? [{ record: before, from: 0 }] : []);
    versions.push({ record: after, from: Math.max(now + lag, versions.at(-1)?.from ?? 0) });
    this.versions.set(after.pk, versions);
  }

  /** The version shown now; undefined when the index does not have the record yet. */
  shown(record: EventRecord, now: number): EventRecord | undefined {
    const versions = this.versions.get(record.pk);
    return versions ? versions.findLast(({ from }) => from <= now)?.record : record;
  }
}
