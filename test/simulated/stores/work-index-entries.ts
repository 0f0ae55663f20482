import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { DueItem, DueQuery } from '../../../lambda/usecases/ports';

/** The entries of a sparse index, sorted by key, as DynamoDB keeps them: a query costs what it returns. */
export class WorkIndexEntries {
  private readonly shards = new Map<string, DueItem[]>();

  replace(before: EventRecord | undefined, after: EventRecord): void {
    if (before?.dueAt === after.dueAt && before?.workShard === after.workShard) {
      return;
    }
    if (before) {
      this.remove(before);
    }
    this.add(after);
  }

  due({ shard, until, limit, after }: DueQuery): {
    readonly items: readonly DueItem[];
    readonly next?: string;
  } {
    const entries = this.shards.get(shard) ?? [];
    const start = after === undefined ? 0 : position(entries, fromCursor(after));
    const items: DueItem[] = [];
    for (let at = start; at < entries.length && items.length < limit; at += 1) {
      const entry = entries[at];
      if (!entry || entry.dueAt > until) {
        return { items };
      }
      if (after === undefined || compare(entry, fromCursor(after)) > 0) {
        items.push(entry);
      }
    }
    const last = items.at(-1);
    // As DynamoDB does: a full page has a next one, even when that is empty.
    return last && items.length === limit ? { items, next: toCursor(last) } : { items };
  }

  earliest(): number | undefined {
    const times = [...this.shards.values()].flatMap(([first]) => (first ? [first.dueAt] : []));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  private add(record: EventRecord): void {
    const entry = toEntry(record);
    if (!entry || record.workShard === undefined) {
      return;
    }
    const entries = this.shards.get(record.workShard) ?? [];
    entries.splice(position(entries, entry), 0, entry);
    this.shards.set(record.workShard, entries);
  }

  private remove(record: EventRecord): void {
    const entry = toEntry(record);
    const entries = record.workShard === undefined ? undefined : this.shards.get(record.workShard);
    if (!entry || !entries) {
      return;
    }
    const at = position(entries, entry);
    if (entries[at]?.pk === entry.pk) {
      entries.splice(at, 1);
    }
  }
}

function toEntry({ pk, dueAt, workShard }: EventRecord): DueItem | undefined {
  return dueAt === undefined || workShard === undefined ? undefined : { pk, dueAt };
}

function compare(a: DueItem, b: DueItem): number {
  if (a.dueAt !== b.dueAt) {
    return a.dueAt < b.dueAt ? -1 : 1;
  }
  return a.pk < b.pk ? -1 : Number(a.pk > b.pk);
}

/** Index of the first entry not before `item`. */
function position(entries: readonly DueItem[], item: DueItem): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry && compare(entry, item) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function toCursor(item: DueItem): string {
  return JSON.stringify([item.dueAt, item.pk]);
}

function fromCursor(cursor: string): DueItem {
  const [dueAt = 0, pk = ''] = JSON.parse(cursor) as [number, string];
  return { dueAt, pk };
}
