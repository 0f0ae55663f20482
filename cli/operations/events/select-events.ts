import {
  compareNewestFirst,
  type Entry,
  mergeNewestFirst,
  type Position,
} from '../../../lambda/adapters/dynamodb/dynamo-event-index';
import { EVENT_STATUSES, type EventStatus, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { documentKey, eventKey, quarantineKey } from '../../../lambda/domain/record/keys';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import type { Inbox } from '../../connection/inbox';
import { daysBetween } from './newest-keys';

/** Records asked for at once. */
const BATCH = 100;
/** Open events are put in order in memory; more than this many is an outage in which any of them tells as much. */
const MAX_OPEN = 20_000;
const PAGE = 100;

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

/** An event as the table has it now, and its place in the reading. */
export interface SelectedEvent {
  readonly record: EventRecord;
  readonly position: Position;
}

/** An entry whose record may already be known. */
interface Candidate extends Entry {
  readonly record?: EventRecord;
}

/** Events newest change first, each once; indexes and table are read as far as events are taken. Never a scan. */
export async function* selectEvents(selection: EventSelection, inbox: Inbox): AsyncGenerator<SelectedEvent> {
  const seen = new Set<string>();
  for await (const batch of batches(candidates(selection, inbox), BATCH)) {
    const unknown = batch.filter(({ record }) => record === undefined).map(({ pk }) => pk);
    const records = await inbox.index.records(unknown);
    for (const { pk, at, record = records.get(pk) } of batch) {
      if (record && !seen.has(pk) && isWanted(record, selection)) {
        seen.add(pk);
        yield { record, position: { pk, at } };
      }
    }
  }
}

async function* candidates(selection: EventSelection, inbox: Inbox): AsyncGenerator<Candidate> {
  const streams =
    selection.document === undefined
      ? [openCandidates(selection, inbox), finalCandidates(selection, inbox)]
      : [documentCandidates(selection.document, selection, inbox)];
  const { after, source, signal } = selection;
  for await (const candidate of mergeNewestFirst(streams)) {
    if (signal?.aborted) {
      return;
    }
    const isBehind = after === undefined || compareNewestFirst(candidate, after) > 0;
    if (isBehind && (source === undefined || isOfSource(candidate.pk, source))) {
      yield candidate;
    }
  }
}

/** Of each day the final states asked for; a day is begun when the one after it is read to its end. */
async function* finalCandidates(selection: EventSelection, { index }: Inbox): AsyncGenerator<Candidate> {
  const statuses = wantedStatuses(selection).filter(isFinal);
  if (statuses.length === 0) {
    return;
  }
  const until = Math.min(selection.until, selection.after?.at ?? selection.until);
  const bounds = { from: selection.since, to: until };
  for (const day of daysBetween(selection.since, until)) {
    yield* mergeNewestFirst(statuses.map((status) => index.finalKeys({ status, day, ...bounds })));
    selection.onDay?.();
  }
}

async function* openCandidates(selection: EventSelection, inbox: Inbox): AsyncGenerator<Candidate> {
  if (!wantedStatuses(selection).every(isFinal)) {
    yield* inOrder(await openRecords(inbox, selection.onLeftOut));
  }
}

/** All that is open, by shard: the work index knows deadlines only, so whoever wants another order has to sort. */
export async function openRecords(
  { index }: Pick<Inbox, 'index'>,
  onLeftOut: EventSelection['onLeftOut'],
): Promise<readonly EventRecord[]> {
  const pks: string[] = [];
  for await (const { pk } of index.openKeys()) {
    if (pks.length === MAX_OPEN) {
      onLeftOut?.(`More than ${MAX_OPEN} events are open: the others are left out.`);
      break;
    }
    pks.push(pk);
  }
  const records = await index.records(pks);
  return [...records.values()].filter(({ status }) => !isFinal(status));
}

async function* documentCandidates(
  document: string,
  { source = '' }: EventSelection,
  inbox: Inbox,
): AsyncGenerator<Candidate> {
  const records: EventRecord[] = [];
  // Of every provider where the source is not configured: records stay when the last source of one is removed.
  const present = inbox.sources.get(source)?.provider.manifest.id;
  for (const provider of present === undefined ? PROVIDER_IDS : [present]) {
    records.push(...(await documentEvents(documentKey(provider, document), inbox)));
  }
  yield* inOrder(records);
}

/** Every event of one document, newest receipt first. */
export async function documentEvents(key: string, { queries }: Inbox): Promise<readonly EventRecord[]> {
  const records: EventRecord[] = [];
  let after: string | undefined;
  do {
    const page = await queries.byDocument(key, { limit: PAGE, after });
    records.push(...page.records);
    after = page.next;
  } while (after !== undefined);
  return records;
}

function inOrder(records: readonly EventRecord[]): readonly Candidate[] {
  return records.map((record) => ({ pk: record.pk, at: record.updatedAt, record })).sort(compareNewestFirst);
}

function wantedStatuses({ statuses = [] }: EventSelection): readonly EventStatus[] {
  return statuses.length === 0 ? EVENT_STATUSES : statuses;
}

function isWanted({ status, updatedAt }: EventRecord, selection: EventSelection): boolean {
  return (
    wantedStatuses(selection).includes(status) && updatedAt >= selection.since && updatedAt <= selection.until
  );
}

/** A source id holds neither of the two characters that may follow it in a key. */
function isOfSource(pk: string, source: string): boolean {
  return pk.startsWith(eventKey(source, '')) || pk.startsWith(quarantineKey(source, ''));
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}
