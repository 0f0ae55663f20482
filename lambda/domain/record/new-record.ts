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

export interface NewRecordInput extends TransitionContext {
  readonly source: {
    readonly id: string;
    readonly provider: string;
    readonly maxEventAgeSeconds?: number | undefined;
  };
  readonly origin: Origin;
  readonly body: Uint8Array;
  /** Of a person who had a quarantined body reingested. */
  readonly replayReason?: string | undefined;
  /** Epoch milliseconds. @default now */
  readonly bodyReceivedAt?: number | undefined;
  /** Key of the first event that came under the same id. */
  readonly sameIdAs?: string | undefined;
}

/** The record of a valid event: RECEIVED if it has something to fetch and is not too old, otherwise ARCHIVED. */
export function newEventRecord(event: IncomingEvent, input: NewRecordInput): EventRecord {
  const { now, policy, source, sameIdAs } = input;
  const { documentId } = event;
  const tooOld = tooOldError(event, input);
  const pk = sameIdAs === undefined ? eventKey(source.id, event.eventId) : reusedIdKey(source.id, event);
  const common = commonFields(pk, input);
  const status = event.disposition === 'archive' || tooOld ? 'ARCHIVED' : 'RECEIVED';
  const dueAt = now + policy.graceSeconds * 1000;
  return {
    ...common,
    ...(status === 'RECEIVED'
      ? { status, dueAt, workShard: workShard(pk, policy.indexShards) }
      : { status, ...finalFields(pk, status, input) }),
    // A body in the record shows it itself.
    ...(event.carriesData && common.rawKey !== undefined && status === 'RECEIVED' && { carriesData: true }),
    eventId: event.eventId,
    eventType: event.eventType,
    ...definedOnly({
      documentId,
      documentKey: documentId === undefined ? undefined : documentKey(source.provider, documentId),
      jobId: event.jobId,
      schemaId: event.schemaId,
      organizationId: event.organizationId,
      deploymentId: event.deploymentId,
      occurredAt: event.occurredAt,
      // Only a failure that the type does not tell: each byte is written often.
      outcome: event.failed ? event.outcome : undefined,
      sameIdAs,
      lastError: tooOld,
    }),
  };
}

/** The record of an authentic body that this version cannot parse, keyed by the body itself. */
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
  const { source, body, origin } = input;
  const digest = sha256Hex(body);
  // A reconciled event's body is our own and small: the reconciler needs no access to raw bodies.
  const isInline = body.byteLength <= INLINE_BODY_BYTES || origin === 'reconciled';
  const rawBody = isInline ? utf8Text(body) : undefined;
  return {
    pk,
    source: source.id,
    provider: source.provider,
    receivedAt: input.now,
    updatedAt: input.now,
    attempts: 0,
    generation: 1,
    bodySha256: digest,
    origin,
    recordVersion: RECORD_VERSION,
    writeId: input.writeId,
    ...replayReasonField(input.replayReason),
    ...(rawBody === undefined ? { rawKey: rawKey(source, digest) } : { rawBody }),
    ...(input.bodyReceivedAt !== undefined && { bodyReceivedAt: input.bodyReceivedAt }),
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
