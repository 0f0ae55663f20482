import {
  type ConditionalWrite,
  resolveRefusal,
  type WriteOutcome,
} from '../../../lambda/domain/lifecycle/conditional-write';
import { type EventRecord, isExpired } from '../../../lambda/domain/record/event-record';
import type {
  Clock,
  DocumentEvents,
  DocumentQuery,
  DueItem,
  DueQuery,
  EventStore,
  WorkIndex,
} from '../../../lambda/usecases/ports';
import { isMet } from './is-met';
import { LaggingEntries } from './lagging-entries';
import { WorkIndexEntries } from './work-index-entries';

/** Told of every write that took effect. */
export type WriteObserver = (before: EventRecord | undefined, after: EventRecord) => void;

/**
 * Event records in memory, with DynamoDB's semantics: a write is one atomic step, expired items stay until somebody deletes
 * them and count as gone, a refused write shows the item found, the work index may lag one write per record behind, and the document
 * index by a time.
 */
export class SimulatedEventStore implements EventStore, WorkIndex, DocumentEvents {
  readonly records = new Map<string, EventRecord>();
  /** Calls by kind: what a run would have been billed for. */
  readonly calls = { create: 0, update: 0, get: 0, due: 0, documents: 0 };
  onWrite: WriteObserver = () => undefined;
  /** After how many milliseconds the document index shows the next write. */
  documentLag: () => number = () => 0;
  private readonly documents = new LaggingEntries();
  private readonly index = new WorkIndexEntries();
  /** The index as it stood before the last write of each record. */
  private readonly staleIndex = new WorkIndexEntries();
  private readonly previous = new Map<string, EventRecord>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async create(record: EventRecord): Promise<WriteOutcome> {
    this.calls.create += 1;
    const found = this.records.get(record.pk);
    const living = this.unlessExpired(found);
    if (living) {
      return resolveRefusal(record.writeId, living);
    }
    return { applied: true, record: this.write(found, record) };
  }

  async update(write: ConditionalWrite): Promise<WriteOutcome> {
    this.calls.update += 1;
    const found = this.records.get(write.pk);
    if (!found || !write.expect.every((expectation) => isMet(expectation, found))) {
      return resolveRefusal(write.writeId, this.unlessExpired(found));
    }
    return { applied: true, record: this.write(found, applied(found, write)) };
  }

  async get(pk: string): Promise<EventRecord | undefined> {
    this.calls.get += 1;
    return this.unlessExpired(this.records.get(pk));
  }

  async due(query: DueQuery): Promise<{ readonly items: readonly DueItem[]; readonly next?: string }> {
    this.calls.due += 1;
    return this.index.due(query);
  }

  async *listEvents({ documentKey, source, idPrefix = '' }: DocumentQuery): AsyncGenerator<EventRecord> {
    this.calls.documents += 1;
    const shown = [...this.records.values()].map((record) => this.documents.shown(record, this.clock.now()));
    const found = shown.filter(
      (record): record is EventRecord =>
        record?.documentKey === documentKey &&
        record.source === source &&
        record.eventId.startsWith(idPrefix),
    );
    yield* found.sort((one, other) => other.receivedAt - one.receivedAt);
  }

  /** What an index that has not caught up yet would answer. */
  async dueStale(query: DueQuery): Promise<{ readonly items: readonly DueItem[]; readonly next?: string }> {
    this.calls.due += 1;
    return this.staleIndex.due(query);
  }

  /** When the first open record is due, in epoch milliseconds. */
  earliestDue(): number | undefined {
    return this.index.earliest();
  }

  /** Records that are not final, expired ones included. */
  open(): EventRecord[] {
    return [...this.records.values()].filter((record) => record.workShard !== undefined);
  }

  private write(before: EventRecord | undefined, after: EventRecord): EventRecord {
    this.records.set(after.pk, after);
    this.index.replace(before, after);
    this.documents.wrote(before, after, { now: this.clock.now(), lag: this.documentLag() });
    if (before) {
      this.staleIndex.replace(this.previous.get(after.pk), before);
      this.previous.set(after.pk, before);
    }
    this.onWrite(before, after);
    return after;
  }

  private unlessExpired(record: EventRecord | undefined): EventRecord | undefined {
    return record && isExpired(record, this.clock.now()) ? undefined : record;
  }
}

function applied(found: EventRecord, { set, remove, writeId }: ConditionalWrite): EventRecord {
  const defined = Object.entries(set).filter(([, value]) => value !== undefined);
  const next: Record<string, unknown> = { ...found, ...Object.fromEntries(defined), writeId };
  for (const attribute of remove) {
    delete next[attribute];
  }
  return next as unknown as EventRecord;
}
