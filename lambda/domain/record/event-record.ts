import type { EventStatus } from '../lifecycle/lifecycle';
import type { ErrorKind } from '../provider/error-kinds';

/** Raised when a record's meaning changes; old and new functions share one table during a deployment. */
export const RECORD_VERSION = 1;

export type Origin = 'webhook' | 'reconciled' | 'replay';

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

/** All attributes of a record. Times are epoch milliseconds, except `occurredAt`, which is the provider's text. The table keeps them as ISO 8601. */
export interface RecordAttributes {
  /** Partition key, `<source>#<eventId>`; see `keys.ts`. */
  readonly pk: string;
  readonly eventId: string;
  readonly source: string;
  readonly provider: string;
  readonly eventType?: string;
  /** Limai: fileId. Extend: run id. */
  readonly documentId?: string;
  /** Partition key of the document index, `<provider>#<documentId>`. */
  readonly documentKey?: string;
  readonly jobId?: string;
  readonly schemaId?: string;
  readonly organizationId?: string;
  readonly deploymentId?: string;
  /** `failed`, where the event says so and its type does not; absent otherwise. */
  readonly outcome?: string;
  /** When the provider says it happened, as sent. */
  readonly occurredAt?: string;
  readonly receivedAt: number;
  readonly updatedAt: number;
  readonly status: EventStatus;
  /** Attempts that ended in a retry. */
  readonly attempts: number;
  /** Leases that expired without an outcome. */
  readonly crashes?: number;
  /** Messages the sweeper sent in this window beside the event's own; each doubles its back-off. */
  readonly sweepCount?: number;
  /** Starts at 1; a replay adds 1. */
  readonly generation: number;
  /** Start of the present retry window, when it is not receivedAt (redrive, replay). */
  readonly openedAt?: number;
  /** When the provider last said "not ready": it was alive then, so other problems have a whole window from here. */
  readonly notReadyAt?: number;
  /** No provider call before this time. */
  readonly notBefore?: number;
  /** Until when the provider asked us to wait (`Retry-After`), apart from our own back-off: `retry` ends only that. */
  readonly retryAfter?: number;
  /** The sweeper's deadline; in the work index while the event is open. */
  readonly dueAt?: number;
  /** Partition key of the work index; absent once final. */
  readonly workShard?: string;
  /** Partition key of the status index, `<status>#<YYYY-MM-DD>#<shard>`; present once final. */
  readonly statusDay?: string;
  readonly leaseOwner?: string;
  readonly leaseUntil?: number;
  readonly lastError?: LastError;
  readonly fetchedAt?: number;
  readonly resultKey?: string;
  readonly resultETag?: string;
  /** Lower-case hex of the result object's bytes. */
  readonly resultSha256?: string;
  readonly resultBytes?: number;
  /** The provider completed the extraction and found nothing. */
  readonly resultEmpty?: true;
  /** A person reviewed the result at the provider, says the result itself. */
  readonly resultReviewed?: true;
  /** The body as text, when it is small and valid UTF-8; otherwise `rawKey` names the S3 object. */
  readonly rawBody?: string;
  readonly rawKey?: string;
  /** The body, in S3, holds the result itself; until the result is stored. */
  readonly carriesData?: true;
  /** When the present body came, where that is not `receivedAt`: a later delivery renewed it, or a quarantined one was received again. */
  readonly bodyReceivedAt?: number;
  /** Lower-case hex. */
  readonly bodySha256: string;
  readonly origin: Origin;
  /** Key of the reconciled event whose result this late one shares. */
  readonly sharedResultOf?: string;
  /** Key of the first event that came under the same id; this one is another (type, document or outcome differ). */
  readonly sameIdAs?: string;
  /** While a replay is under way: the final state it set out from, and returns to if it brings nothing. */
  readonly replayedFrom?: EventStatus;
  /** `lastError` of that state. */
  readonly replayedFromError?: LastError;
  /** This replay has begun to replace the result object; whether it did is not recorded yet. */
  readonly replacing?: true;
  readonly supersededBy?: string;
  /** Why a person brought the event back last, in their words. */
  readonly replayReason?: string;
  readonly recordVersion: number;
  /** Token of the last write, by which a writer knows its own write after a lost answer. */
  readonly writeId: string;
  /** Epoch seconds (DynamoDB TTL), on final states only. */
  readonly expiresAt?: number;
}

export type Attribute = keyof RecordAttributes;

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

type RecordIn<Status extends EventStatus> = Omit<
  RecordAttributes,
  'status' | (typeof REQUIRED_IN_STATE)[Status][number]
> &
  Required<Pick<RecordAttributes, (typeof REQUIRED_IN_STATE)[Status][number]>> & { readonly status: Status };

export type ReceivedRecord = RecordIn<'RECEIVED'>;
/** Leased: it names its lease's owner and end. */
export type ProcessingRecord = RecordIn<'PROCESSING'>;
export type StoredRecord = RecordIn<'STORED'>;

/** One event, by its state. */
export type EventRecord =
  | ReceivedRecord
  | ProcessingRecord
  | StoredRecord
  | RecordIn<'EXTRACTION_FAILED'>
  | RecordIn<'ARCHIVED'>
  | RecordIn<'QUARANTINED'>
  | RecordIn<'FAILED'>;

type AttributeType = 'text' | 'number' | 'time' | 'true' | 'status' | 'error';

/** What a reader of the table expects of each attribute. */
export const ATTRIBUTE_TYPES = {
  pk: 'text',
  eventId: 'text',
  source: 'text',
  provider: 'text',
  eventType: 'text',
  documentId: 'text',
  documentKey: 'text',
  jobId: 'text',
  schemaId: 'text',
  organizationId: 'text',
  deploymentId: 'text',
  outcome: 'text',
  occurredAt: 'text',
  receivedAt: 'time',
  updatedAt: 'time',
  status: 'status',
  attempts: 'number',
  crashes: 'number',
  sweepCount: 'number',
  generation: 'number',
  openedAt: 'time',
  notReadyAt: 'time',
  notBefore: 'time',
  retryAfter: 'time',
  dueAt: 'time',
  workShard: 'text',
  statusDay: 'text',
  leaseOwner: 'text',
  leaseUntil: 'time',
  lastError: 'error',
  fetchedAt: 'time',
  resultKey: 'text',
  resultETag: 'text',
  resultSha256: 'text',
  resultBytes: 'number',
  resultEmpty: 'true',
  resultReviewed: 'true',
  rawBody: 'text',
  rawKey: 'text',
  carriesData: 'true',
  bodyReceivedAt: 'time',
  bodySha256: 'text',
  origin: 'text',
  sharedResultOf: 'text',
  sameIdAs: 'text',
  replayedFrom: 'status',
  replayedFromError: 'error',
  replacing: 'true',
  supersededBy: 'text',
  replayReason: 'text',
  recordVersion: 'number',
  writeId: 'text',
  expiresAt: 'number',
} as const satisfies Readonly<Record<Attribute, AttributeType>>;

export type TimeAttribute = {
  [Name in Attribute]: (typeof ATTRIBUTE_TYPES)[Name] extends 'time' ? Name : never;
}[Attribute];

export const TIME_ATTRIBUTES = (Object.keys(ATTRIBUTE_TYPES) as Attribute[]).filter(
  (name): name is TimeAttribute => ATTRIBUTE_TYPES[name] === 'time',
);

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

/** A record in the table is not as this version expects. The message names its key, the attribute and the types, and no value. */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
}

/** DynamoDB deletes expired items only some day: until then every read must treat them as gone. */
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
