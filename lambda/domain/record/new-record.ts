import { finalFields } from '../lifecycle/conditional-write';
import { INLINE_BODY_BYTES, type TransitionContext } from '../lifecycle/policy';
import { replayReasonField } from '../lifecycle/recovery-transitions';
import type { IncomingEvent } from '../provider/provider';
import { definedOnly } from '../text/defined-only';
import { utf8Text } from '../text/unicode';
import {
  type EventRecord,
  type LastError,
  type Origin,
  parseTime,
  RECORD_VERSION,
  type ReceivedRecord,
  type RecordAttributes,
} from './event-record';
import {
  documentKey,
  eventKey,
  quarantinedKey,
  quarantineKey,
  rawKey,
  reusedIdKey,
  sha256Hex,
  workShard,
} from './keys';

/** Which source an event came through, and what that source says of age. */
export interface RecordSource {
  readonly id: string;
  readonly provider: string;
  readonly maxEventAgeSeconds?: number | undefined;
}

export interface NewRecordInput extends TransitionContext {
  readonly source: RecordSource;
  readonly origin: Origin;
  readonly body: Uint8Array;
  /** Of a person who had a quarantined body received again. */
  readonly replayReason?: string | undefined;
  /** Epoch milliseconds. @default now */
  readonly bodyReceivedAt?: number | undefined;
  /** Key of the first event that came under the same id. */
  readonly sameIdAs?: string | undefined;
}

/** The record of a readable event: RECEIVED when it has a result, or a link's content, to fetch and is not too old, otherwise ARCHIVED. */
export function newEventRecord(event: IncomingEvent, input: NewRecordInput): EventRecord {
  const tooOld = tooOldError(event, input);
  const status = event.disposition === 'archive' || tooOld ? 'ARCHIVED' : 'RECEIVED';
  const { documentId } = event;
  const pk = keyOf(event, input);
  const common = commonFields(pk, input);
  return {
    ...common,
    ...(status === 'RECEIVED'
      ? { status, ...openFields(pk, input) }
      : { status, ...finalFields(pk, status, input) }),
    // Of a body in the record it is seen by reading that.
    ...(event.carriesData && common.rawKey !== undefined && status === 'RECEIVED' && { carriesData: true }),
    eventId: event.eventId,
    eventType: event.eventType,
    ...definedOnly({
      documentId,
      documentKey: documentId === undefined ? undefined : documentKey(input.source.provider, documentId),
      jobId: event.jobId,
      schemaId: event.schemaId,
      organizationId: event.organizationId,
      deploymentId: event.deploymentId,
      occurredAt: event.occurredAt,
      // Only what the type does not say, and only where it is not what every event hopes for: each byte is written often.
      outcome: event.failed ? event.outcome : undefined,
      sameIdAs: input.sameIdAs,
      lastError: tooOld,
    }),
  };
}

function keyOf(event: IncomingEvent, { source, sameIdAs }: NewRecordInput): string {
  return sameIdAs === undefined ? eventKey(source.id, event.eventId) : reusedIdKey(source.id, event);
}

/** The record of an authentic body this version cannot read, keyed by the body itself. */
export function newQuarantineRecord(reason: string, input: NewRecordInput): EventRecord {
  const digest = sha256Hex(input.body);
  const pk = quarantineKey(input.source.id, digest);
  const { rawKey, ...fields } = commonFields(pk, input);
  return {
    ...fields,
    status: 'QUARANTINED',
    ...finalFields(pk, 'QUARANTINED', input),
    ...(rawKey !== undefined && { rawKey: quarantinedKey(input.source.id, digest) }),
    eventId: digest,
    lastError: { kind: 'invalid', message: reason },
  };
}

function commonFields(pk: string, input: NewRecordInput): Omit<RecordAttributes, 'eventId' | 'status'> {
  const digest = sha256Hex(input.body);
  return {
    pk,
    source: input.source.id,
    provider: input.source.provider,
    receivedAt: input.now,
    updatedAt: input.now,
    attempts: 0,
    generation: 1,
    bodySha256: digest,
    origin: input.origin,
    recordVersion: RECORD_VERSION,
    writeId: input.writeId,
    ...replayReasonField(input.replayReason),
    ...bodyFields(digest, input),
    ...(input.bodyReceivedAt !== undefined && { bodyReceivedAt: input.bodyReceivedAt }),
  };
}

function bodyFields(digest: string, input: NewRecordInput): Pick<EventRecord, 'rawBody' | 'rawKey'> {
  // A reconciled event's body is our own and small: the reconciler needs no access to raw bodies.
  const isInline = input.body.byteLength <= INLINE_BODY_BYTES || input.origin === 'reconciled';
  const text = isInline ? utf8Text(input.body) : undefined;
  return text === undefined ? { rawKey: rawKey(input.source, digest) } : { rawBody: text };
}

function openFields(pk: string, input: NewRecordInput): Pick<ReceivedRecord, 'dueAt' | 'workShard'> {
  return {
    dueAt: input.now + input.policy.graceSeconds * 1000,
    workShard: workShard(pk, input.policy.indexShards),
  };
}

function tooOldError(event: IncomingEvent, input: NewRecordInput): LastError | undefined {
  const limit = input.source.maxEventAgeSeconds;
  const occurred = parseTime(event.occurredAt);
  if (limit === undefined || occurred === undefined || input.now - occurred <= limit * 1000) {
    return undefined;
  }
  const remedy = event.disposition === 'fetch' ? ' Replay it to fetch all the same.' : '';
  return {
    kind: 'too_old',
    message: `The event is older than the source's maxEventAge of ${limit} s; nothing was fetched.${remedy}`,
  };
}
