import * as z from 'zod';
import { EVENT_STATUSES } from '../../../lambda/domain/lifecycle/lifecycle';
import { splitReasons } from '../../../lambda/domain/lifecycle/recovery-transitions';
import {
  type EventRecord,
  TIME_ATTRIBUTES,
  type TimeAttribute,
  toIso,
} from '../../../lambda/domain/record/event-record';

const isoTime = z.iso.datetime();
const count = z.number().int().nonnegative();
const status = z.enum(EVENT_STATUSES);
const lastError = z.object({ kind: z.string(), message: z.string() });

/** One record as --json shows it, also a line of `tail --json`, without the body it may carry. What a newer version added is passed on. */
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

const ORDER = Object.keys(recordSchema.shape);

const LONGEST_ID = 72;
const LONGEST_REASON = 64;

/** A record as JSON has it: times are ISO 8601. */
export type ShownRecord = Omit<EventRecord, 'rawBody' | TimeAttribute> & {
  readonly [Time in keyof Pick<EventRecord, TimeAttribute>]: string;
};

/**
 * A record without the body it may carry: that is the provider's data, and `events get --raw` gives it. In the order of the
 * schema; what a newer version added comes last.
 */
export function shownRecord(record: EventRecord): ShownRecord {
  const { rawBody: _, ...shown } = record;
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const entries = Object.entries(shown).sort(
    ([one], [other]) => place(one) - place(other) || (one < other ? -1 : 1),
  );
  const times = TIME_ATTRIBUTES.flatMap((name) =>
    record[name] === undefined ? [] : [[name, toIso(record[name])]],
  );
  const { lastError } = record;
  // DynamoDB returns the attributes of a map in any order.
  const error = lastError && { lastError: { kind: lastError.kind, message: lastError.message } };
  return { ...Object.fromEntries([...entries, ...times]), ...error } as unknown as ShownRecord;
}

export const EVENT_HEADINGS = ['changed', 'state', 'source', 'event', 'document', 'why'] as const;

/** One event as a row of a table for people. */
export function eventRow(record: EventRecord): readonly string[] {
  const { lastError } = record;
  const { own, replay } = splitReasons(lastError?.message ?? '');
  const why =
    own === undefined && replay !== undefined
      ? replay
      : lastError && `${lastError.kind}: ${lastError.message}`;
  return [
    toIso(record.updatedAt),
    record.status,
    record.source,
    record.sameIdAs === undefined ? shorten(record.eventId, LONGEST_ID) : shownId(record),
    shorten(record.documentId ?? '', LONGEST_ID),
    shorten(why ?? '', LONGEST_REASON),
  ];
}

/** What a person finds an event by: its id, or its whole key when another event has the same id. */
export function shownId({ pk, eventId, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? eventId : pk;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
