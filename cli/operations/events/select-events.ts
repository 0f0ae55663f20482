import {
  compareNewestFirst,
  type Entry,
  mergeNewestFirst,
  type Position,
} from '../../../lambda/adapters/dynamodb/dynamo-event-index';
import { EVENT_STATUSES, type EventStatus, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import { type EventRecord, toDay } from '../../../lambda/domain/record/event-record';
import { documentKey, eventKey, quarantineKey } from '../../../lambda/domain/record/keys';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import type { Inbox } from '../../connection/inbox';

/** Records asked for at once. */
const BATCH = 100;
/** Open events are put in order in memory; more than this many is an outage in which any of them tells as much. */
const MAX_OPEN = 20_000;
const PAGE = 100;
const DAY_MS = 86_400_000;

/** Which events; of each the time is that of its last change. */
export interface EventSelection {
  /** @default every state */
  readonly statuses?: readonly EventStatus[] | undefined;
  readonly source?: string | undefined;
  readonly document?: string | undefined;
  /** Epoch milliseconds, both included. */
  readonly since: number;
  readonly until: number;
  /** Where an earlier reading ended. */
  readonly after?: Position | undefined;
  /** Ends the reading early. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each day that was read to its end. */
  readonly onDay?: (() => void) | undefined;
  /** Told what the selection leaves out although it was asked for. */
  readonly onLeftOut?: ((text: string) => void) | undefined;
}

/** An event as the table has it now, and its position in the reading. */
export interface SelectedEvent {
  readonly record: EventRecord;
  readonly position: Position;
}

/** An entry of an index, with its record where that was read already. */
interface IndexedEvent extends Entry {
  readonly record?: EventRecord;
}

/** Events newest change first, each once; indexes and table are read as far as events are taken. Never a scan. */
export async function* selectEvents(selection: EventSelection, inbox: Inbox): AsyncGenerator<SelectedEvent> {
  const { since, until, after, source, signal } = selection;
  const statuses = selection.statuses?.length ? selection.statuses : EVENT_STATUSES;
  const seen = new Set<string>();
  let batch: IndexedEvent[] = [];
  async function* readBatch(): AsyncGenerator<SelectedEvent> {
    const unknown = batch.filter(({ record }) => record === undefined).map(({ pk }) => pk);
    const records = await inbox.index.records(unknown);
    for (const { pk, at, record = records.get(pk) } of batch) {
      const isInTime = record && record.updatedAt >= since && record.updatedAt <= until;
      if (isInTime && statuses.includes(record.status) && !seen.has(pk)) {
        seen.add(pk);
        yield { record, position: { pk, at } };
      }
    }
    batch = [];
  }
  const streams = [
    readKnown(selection, statuses, inbox),
    ...(selection.document === undefined ? [readFinal(selection, statuses.filter(isFinal), inbox)] : []),
  ];
  // A source id holds neither of the two characters that may follow it in a key.
  const prefixes = source === undefined ? [''] : [eventKey(source, ''), quarantineKey(source, '')];
  for await (const entry of mergeNewestFirst(streams)) {
    if (signal?.aborted) {
      break;
    }
    const isBehind = after === undefined || compareNewestFirst(entry, after) > 0;
    const isOfSource = prefixes.some((prefix) => entry.pk.startsWith(prefix));
    if (isBehind && isOfSource && batch.push(entry) === BATCH) {
      yield* readBatch();
    }
  }
  yield* readBatch();
}

/** The document's events, or those that are open: their indexes know another order, so they are sorted in memory. */
async function* readKnown(
  { document, source = '', onLeftOut }: EventSelection,
  statuses: readonly EventStatus[],
  inbox: Inbox,
): AsyncGenerator<IndexedEvent> {
  const records: EventRecord[] = [];
  if (document !== undefined) {
    // Of every provider where the source is not configured: records stay when the last source of one is removed.
    const present = inbox.sources.get(source)?.provider.manifest.id;
    for (const provider of present === undefined ? PROVIDER_IDS : [present]) {
      records.push(...(await documentEvents(documentKey(provider, document), inbox)));
    }
  } else if (!statuses.every(isFinal)) {
    records.push(...(await openRecords(inbox, onLeftOut)));
  }
  yield* records.map((record) => ({ pk: record.pk, at: record.updatedAt, record })).sort(compareNewestFirst);
}

/** Of each day the final states asked for; a day is begun when the one after it is read to its end. */
async function* readFinal(
  { since, until, after, onDay }: EventSelection,
  statuses: readonly EventStatus[],
  { index }: Inbox,
): AsyncGenerator<IndexedEvent> {
  const to = Math.min(until, after?.at ?? until);
  for (const day of statuses.length === 0 ? [] : daysBetween(since, to)) {
    yield* mergeNewestFirst(statuses.map((status) => index.finalKeys({ status, day, from: since, to })));
    onDay?.();
  }
}

/** All that is open, by shard: the work index knows deadlines only. */
export async function openRecords(
  { index }: Pick<Inbox, 'index'>,
  onLeftOut: EventSelection['onLeftOut'],
  most = MAX_OPEN,
): Promise<readonly EventRecord[]> {
  const pks: string[] = [];
  for await (const { pk } of index.openKeys()) {
    if (pks.length === most) {
      onLeftOut?.(`More than ${most} events are open: the others are left out.`);
      break;
    }
    pks.push(pk);
  }
  const records = await index.records(pks);
  return [...records.values()].filter(({ status }) => !isFinal(status));
}

/** Every event of one document, newest receipt first. */
export async function documentEvents(key: string, { queries }: Inbox): Promise<readonly EventRecord[]> {
  const records: EventRecord[] = [];
  let after: string | undefined;
  do {
    const page = await queries.byDocument(key, PAGE, after);
    records.push(...page.records);
    after = page.next;
  } while (after !== undefined);
  return records;
}

/**
 * Keys of final events by the status index, newest first. All times are epoch milliseconds, `from` and `to` included.
 * `complete` is false when a limit was reached: there may be more.
 */
export async function newestKeys(
  { status, from, to }: { readonly status: EventStatus; readonly from: number; readonly to: number },
  index: Inbox['index'],
  { most, deadline }: { readonly most: number; readonly deadline: number },
): Promise<{ readonly keys: readonly string[]; readonly complete: boolean }> {
  const keys: string[] = [];
  for (const day of daysBetween(from, to)) {
    const entries = index.finalKeys({ status, day, from, to });
    for (;;) {
      const step = await within(entries.next(), deadline);
      if (step?.done === true) {
        break;
      }
      if (step === undefined || keys.length === most) {
        return { keys, complete: false };
      }
      keys.push(step.value.pk);
    }
  }
  return { keys, complete: true };
}

/** What was promised, or undefined when it does not come before the deadline. */
export async function within<T>(promised: Promise<T>, deadline: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()), undefined);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for it any more.
    promised.catch(() => undefined);
  }
}

/** `YYYY-MM-DD` of every day between two times, newest first. */
export function daysBetween(since: number, until: number): readonly string[] {
  const [first, last] = [Math.floor(since / DAY_MS), Math.floor(until / DAY_MS)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, back) => toDay((last - back) * DAY_MS));
}

/** The records of a whole selection. */
export async function collectEvents(
  selection: EventSelection,
  inbox: Inbox,
): Promise<readonly EventRecord[]> {
  const records: EventRecord[] = [];
  for await (const { record } of selectEvents(selection, inbox)) {
    records.push(record);
  }
  return records;
}
