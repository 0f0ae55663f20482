import type { EventRecord } from '../../lambda/domain/record/event-record';
import { splitReasons } from '../../lambda/domain/result/returned-error';
import { recordSchema } from '../connection/schemas';

const ORDER = Object.keys(recordSchema.shape);

const LONGEST_ID = 72;
const LONGEST_REASON = 64;

/**
 * A record without the body it may carry: that is the provider's data, and `events get --raw` gives it. In the order a person
 * reads it, what a newer version added last.
 */
export function shownRecord(record: EventRecord): Omit<EventRecord, 'rawBody'> {
  const { rawBody: _, ...shown } = { ...record, ...inOrder(record.lastError) };
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const entries = Object.entries(shown).sort(
    ([one], [other]) => place(one) - place(other) || (one < other ? -1 : 1),
  );
  return Object.fromEntries(entries) as typeof shown;
}

/** A map of the table comes in any order. */
function inOrder(error: EventRecord['lastError']): Pick<EventRecord, 'lastError'> {
  return error ? { lastError: { kind: error.kind, message: error.message } } : {};
}

export const EVENT_HEADINGS = ['changed', 'state', 'source', 'event', 'document', 'why'] as const;

/** One event as a row of a table for people. */
export function eventRow(record: EventRecord): readonly string[] {
  return [
    record.updatedAt,
    record.status,
    record.source,
    record.sameIdAs === undefined ? shortened(record.eventId, LONGEST_ID) : shownId(record),
    shortened(record.documentId ?? '', LONGEST_ID),
    shortened(whyOf(record), LONGEST_REASON),
  ];
}

/** A replay that brought nothing says its kind itself. */
function whyOf({ lastError }: EventRecord): string {
  if (!lastError) {
    return '';
  }
  const { own, replay } = splitReasons(lastError.message);
  return own === undefined && replay !== undefined ? replay : `${lastError.kind}: ${lastError.message}`;
}

/** By what a person finds an event: its id, or the whole key of one that came under the id of another. */
export function shownId({ pk, eventId, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? eventId : pk;
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
