import type { EventStatus } from '../lifecycle/lifecycle';
import type { ErrorKind } from '../provider/error-kinds';

/** Raised when a record's meaning changes; old and new functions share one table during a deployment. */
export const RECORD_VERSION = 1;

export const ORIGINS = ['webhook', 'reconciled', 'replay'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Why an event waits, failed, or was archived, in words a person can act on. */
export interface LastError {
  readonly kind: FailureKind;
  readonly message: string;
}

export type FailureKind =
  | ErrorKind
  | 'retry_window_over'
  | 'processor_crashed'
  | 'extraction_failed'
  | 'too_old'
  /** The retry window ended while the event's source was not in the configuration. */
  | 'source_removed'
  | 'invalid'
  /** A replay brought nothing, and the result it set out from was removed or replaced meanwhile. */
  | 'result_lost'
  /** A replay brought an unreviewed result in place of a reviewed one. */
  | 'review_missing';

/** The type of each kind of attribute. Times are epoch milliseconds here, and ISO 8601 in the table. */
interface AttributeTypes {
  readonly text: string;
  readonly number: number;
  readonly time: number;
  readonly true: true;
  readonly status: EventStatus;
  readonly origin: Origin;
  readonly error: LastError;
}

/** All attributes of a record, in the order in which people are shown them. */
export const ATTRIBUTES = {
  /** Partition key, `<source>#<eventId>`; see `keys.ts`. */
  pk: 'text',
  eventId: 'text',
  source: 'text',
  provider: 'text',
  eventType: 'text',
  /** Limai: fileId. Extend: run id. */
  documentId: 'text',
  /** Partition key of the document index, `<provider>#<documentId>`. */
  documentKey: 'text',
  jobId: 'text',
  schemaId: 'text',
  organizationId: 'text',
  deploymentId: 'text',
  /** `failed`, where the event says so and its type does not; absent otherwise. */
  outcome: 'text',
  status: 'status',
  origin: 'origin',
  /** Starts at 1; a replay adds 1. */
  generation: 'number',
  /** When the provider says it happened, as sent. */
  occurredAt: 'text',
  receivedAt: 'time',
  /** Start of the present retry window, when it is not receivedAt (redrive, replay). */
  openedAt: 'time',
  updatedAt: 'time',
  /** Attempts that ended in a retry. */
  attempts: 'number',
  /** Leases that expired without an outcome, and errors of our own. */
  crashes: 'number',
  /** Messages the sweeper sent in this window beside the event's own; each doubles its back-off. */
  sweepCount: 'number',
  /** When the provider last said "not ready": it was alive then, so other problems have a whole window from here. */
  notReadyAt: 'time',
  /** No provider call before this time. */
  notBefore: 'time',
  /** Until when the provider asked us to wait (`Retry-After`), apart from our own back-off: `retry` ends only that. */
  retryAfter: 'time',
  /** The sweeper's deadline; in the work index while the event is open. */
  dueAt: 'time',
  leaseOwner: 'text',
  leaseUntil: 'time',
  lastError: 'error',
  /** Why a person last replayed the event, in their words. */
  replayReason: 'text',
  /** Key of the reconciled event whose result this late one shares. */
  sharedResultOf: 'text',
  supersededBy: 'text',
  /** Key of the first event that came under the same id; this one is another (type, document or outcome differ). */
  sameIdAs: 'text',
  /** While a replay is under way: the final state it set out from, and returns to if it brings nothing. */
  replayedFrom: 'status',
  /** `lastError` of that state. */
  replayedFromError: 'error',
  /** This replay has begun to replace the result object; whether it did is not recorded yet. */
  replacing: 'true',
  fetchedAt: 'time',
  resultKey: 'text',
  resultETag: 'text',
  /** Lower-case hex of the result object's bytes. */
  resultSha256: 'text',
  resultBytes: 'number',
  /** The provider completed the extraction and found nothing. */
  resultEmpty: 'true',
  /** A person reviewed the result at the provider, says the result itself. */
  resultReviewed: 'true',
  /** The body as text, when it is small and valid UTF-8; otherwise `rawKey` names the S3 object. */
  rawBody: 'text',
  rawKey: 'text',
  /** Lower-case hex. */
  bodySha256: 'text',
  /** The body, in S3, holds the result itself; until the result is stored. */
  carriesData: 'true',
  /** When the present body came, where that is not `receivedAt`: a later delivery renewed it, or a quarantined one was reingested. */
  bodyReceivedAt: 'time',
  /** Partition key of the work index; absent once final. */
  workShard: 'text',
  /** Partition key of the status index, `<status>#<YYYY-MM-DD>#<shard>`; present once final. */
  statusDay: 'text',
  recordVersion: 'number',
  /** Token of the last write, by which a writer knows its own write after a lost answer. */
  writeId: 'text',
  /** Epoch seconds (DynamoDB TTL), on final states only. */
  expiresAt: 'number',
} as const satisfies Readonly<Record<string, keyof AttributeTypes>>;

export type Attribute = keyof typeof ATTRIBUTES;

/** The attributes that every record must have. */
export const REQUIRED_ALWAYS = [
  'pk',
  'eventId',
  'source',
  'provider',
  'receivedAt',
  'updatedAt',
  'status',
  'attempts',
  'generation',
  'bodySha256',
  'origin',
  'recordVersion',
  'writeId',
] as const satisfies readonly Attribute[];

type Values = { readonly [Name in Attribute]: AttributeTypes[(typeof ATTRIBUTES)[Name]] };

type RequiredAlways = (typeof REQUIRED_ALWAYS)[number];

/** A record in any state. */
export interface RecordAttributes
  extends Pick<Values, RequiredAlways>,
    Partial<Omit<Values, RequiredAlways>> {}

/** The attributes that a record in each state must have, beside those that every record has. */
export const REQUIRED_IN_STATE = {
  RECEIVED: ['workShard', 'dueAt'],
  PROCESSING: ['workShard', 'dueAt', 'leaseOwner', 'leaseUntil'],
  STORED: ['statusDay', 'expiresAt', 'fetchedAt', 'resultKey', 'resultETag', 'resultSha256', 'resultBytes'],
  EXTRACTION_FAILED: ['statusDay', 'expiresAt'],
  ARCHIVED: ['statusDay', 'expiresAt'],
  QUARANTINED: ['statusDay', 'expiresAt'],
  FAILED: ['statusDay', 'expiresAt'],
} as const satisfies Readonly<Record<EventStatus, readonly Attribute[]>>;

type RequiredIn<Status extends EventStatus> = (typeof REQUIRED_IN_STATE)[Status][number];
type RecordIn<Status extends EventStatus> = Omit<RecordAttributes, 'status' | RequiredIn<Status>> &
  Required<Pick<RecordAttributes, RequiredIn<Status>>> & { readonly status: Status };

/** Leased: it names its lease's owner and end. */
export type ProcessingRecord = RecordIn<'PROCESSING'>;
export type StoredRecord = RecordIn<'STORED'>;

/** One event, by its state. */
export type EventRecord = { [Status in EventStatus]: RecordIn<Status> }[EventStatus];

/** A record in the table is not as this version expects. The message names key, attribute and types, and no value. */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
}

/** DynamoDB deletes expired items days later: until then every read must treat them as gone. */
export function isExpired(record: EventRecord, now: number): boolean {
  return record.expiresAt !== undefined && record.expiresAt * 1000 <= now;
}

/** When the present body came. */
export function bodyReceivedAt(record: Pick<EventRecord, 'bodyReceivedAt' | 'receivedAt'>): number {
  return record.bodyReceivedAt ?? record.receivedAt;
}

/** ISO 8601 UTC with milliseconds: text order is time order. */
export function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The UTC day, `YYYY-MM-DD`. */
export function toDay(milliseconds: number): string {
  return toIso(milliseconds).slice(0, 10);
}

/** Epoch milliseconds of a time somebody else wrote; undefined when it is missing or not a time. */
export function parseTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
