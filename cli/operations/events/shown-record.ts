import * as z from 'zod';
import { EVENT_STATUSES } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { splitReasons } from '../../../lambda/domain/result/returned-error';
import { deliveriesSchema } from '../deliveries/deliveries';

const isoTime = z.iso.datetime();
const count = z.number().int().nonnegative();
const status = z.enum(EVENT_STATUSES);
const lastError = z.object({ kind: z.string(), message: z.string() });

/** One record as --json shows it, without the body it may carry. A newer version may have put more into it: that is passed on. */
export const recordSchema = z.looseObject({
  pk: z.string(),
  eventId: z.string(),
  source: z.string(),
  provider: z.string(),
  eventType: z.string().optional(),
  documentId: z.string().optional(),
  documentKey: z.string().optional(),
  jobId: z.string().optional(),
  schemaId: z.string().optional(),
  organizationId: z.string().optional(),
  deploymentId: z.string().optional(),
  outcome: z.string().optional(),
  status,
  origin: z.enum(['webhook', 'reconciled', 'replay']),
  generation: z.number().int().positive(),
  occurredAt: z.string().optional(),
  receivedAt: isoTime,
  openedAt: isoTime.optional(),
  updatedAt: isoTime,
  attempts: count,
  crashes: count.optional(),
  sweepCount: count.optional(),
  notReadyAt: isoTime.optional(),
  notBefore: isoTime.optional(),
  retryAfter: isoTime.optional(),
  dueAt: isoTime.optional(),
  leaseOwner: z.string().optional(),
  leaseUntil: isoTime.optional(),
  lastError: lastError.optional(),
  replayReason: z.string().optional(),
  sharedResultOf: z.string().optional(),
  supersededBy: z.string().optional(),
  sameIdAs: z.string().optional(),
  replayedFrom: status.optional(),
  replayedFromError: lastError.optional(),
  replacing: z.literal(true).optional(),
  fetchedAt: isoTime.optional(),
  resultKey: z.string().optional(),
  resultETag: z.string().optional(),
  resultSha256: z.string().optional(),
  resultBytes: count.optional(),
  resultEmpty: z.literal(true).optional(),
  resultReviewed: z.literal(true).optional(),
  rawKey: z.string().optional(),
  bodySha256: z.string(),
  carriesData: z.literal(true).optional(),
  bodyReceivedAt: isoTime.optional(),
  workShard: z.string().optional(),
  statusDay: z.string().optional(),
  recordVersion: z.number().int().positive(),
  writeId: z.string(),
  expiresAt: count.optional(),
} satisfies Record<keyof Omit<EventRecord, 'rawBody'>, z.ZodType>);

/** `events list --json`. */
export const eventsListSchema = z.strictObject({
  events: z.array(recordSchema),
  /** For --after; null at the end. */
  next: z.string().nullable(),
});

/** `events show --json`. */
export const eventsShowSchema = z.looseObject({
  ...recordSchema.shape,
  /** Whether the objects that the record names are in the bucket; only of those it names. */
  objects: z.strictObject({ result: z.boolean().optional(), webhookBody: z.boolean().optional() }),
});

/** `events get --out <file> --json`. */
export const eventsGetSchema = z.strictObject({
  pk: z.string(),
  /** `content`: what the link of an archived event led to. */
  what: z.enum(['result', 'content', 'webhook body']),
  file: z.string(),
  bytes: count,
  sha256: z.string(),
  /** Key of the event whose result this is, where it is another's. */
  sharedWith: z.string().optional(),
  /** `under_way`: a replay is, and this is the result it set out from. `just_stored`: the record does not name this newer one yet. */
  replay: z.enum(['under_way', 'just_stored']).optional(),
});

/** `document show --json`. */
export const documentShowSchema = z.strictObject({
  documentId: z.string(),
  provider: z.string(),
  /** Key of the event whose result is current; null while there is none. */
  current: z
    .strictObject({ pk: z.string(), eventId: z.string(), fetchedAt: isoTime, resultKey: z.string() })
    .nullable(),
  events: z.array(recordSchema),
});

/** `stats --json`. */
export const statsSchema = z.strictObject({
  /** Of the last hour; null when the counts cannot be read. */
  deliveries: deliveriesSchema.nullable(),
  /** Newest first; by the day an event became final. */
  days: z.array(z.strictObject({ day: z.iso.date(), states: z.partialRecord(status, count) })),
  open: z.strictObject({
    /** False when so many are open that not all were read. */
    complete: z.boolean(),
    /** How many are replayed, and keep their result until a better one is stored. */
    withResult: count,
    /** By the time since receipt, or since a person opened the event again. */
    states: z.array(
      z.strictObject({
        state: status,
        underMinute: count,
        underHour: count,
        underDay: count,
        older: count,
      }),
    ),
  }),
  /** Of what ended STORED or EXTRACTION_FAILED; events a person opened again are left out. */
  receiptToFinal: z.strictObject({
    events: count,
    measured: count,
    /** False when more ended than --sample lets read: then the newest of each day were measured. */
    complete: z.boolean(),
    /** Null when nothing was measured. */
    milliseconds: z.strictObject({ p50: count, p95: count, p99: count }).nullable(),
  }),
});

/** One line of `tail --json`. */
export const tailSchema = recordSchema;

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
