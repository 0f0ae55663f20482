import { MAX_BODY_BYTES } from '../../domain/lifecycle/policy';
import type { MetricName } from '../../domain/metrics';
import type { IncomingEvent } from '../../domain/provider/provider';
import type { EventRecord } from '../../domain/record/event-record';
import { newQuarantineRecord } from '../../domain/record/new-record';
import { parseBody } from '../../domain/record/parse-body';
import type { RefusalReason } from '../../domain/record/refusal';
import { errorName } from '../../domain/text/error-name';
import { eventFields } from '../event-fields';
import type { LogFields } from '../ports';
import type { Source } from '../source';
import { authenticate } from './authenticate';
import {
  callOptions,
  claimEvent,
  claimOrThrow,
  type Delivery,
  recordInput,
  UnclaimedError,
} from './claim-event';
import { answers, type HttpAnswer } from './http-answer';
import type { ReceiveDeps, WebhookRequest } from './receive-deps';

/**
 * Verifies one delivery, claims its event durably, and queues it. 200 means the claim is durable; 503 that it is not known
 * to be. Nothing is stored before the signature is found valid.
 */
export async function receiveWebhook(request: WebhookRequest, deps: ReceiveDeps): Promise<HttpAnswer> {
  const source = deps.sources.get(request.sourceId);
  if (!source) {
    return answers.unknownSource();
  }
  if (request.body.byteLength > MAX_BODY_BYTES) {
    return refuseBody(source, deps);
  }
  try {
    const verdict = await authenticate(request, source, deps);
    return verdict === 'authentic' ? await handleAuthenticated({ request, source, deps }) : verdict;
  } catch (error) {
    const reason = 'unavailable' satisfies RefusalReason;
    deps.telemetry.count('ClaimUnavailable', { source: source.id, reason });
    deps.telemetry.log('error', 'The claim is not known to be durable; answered 503.', {
      source: source.id,
      ...whatFailed(error),
    });
    return answers.unavailable();
  }
}

function whatFailed(error: unknown): LogFields {
  return error instanceof UnclaimedError
    ? { ...eventFields(error.record), error: errorName(error.cause) }
    : { error: errorName(error) };
}

/** One authenticated delivery, and a queue for its message. */
type QueuedDelivery = Delivery & { readonly deps: ReceiveDeps };

async function handleAuthenticated(delivery: QueuedDelivery): Promise<HttpAnswer> {
  const { request, source } = delivery;
  const { reading } = parseBody(source.provider, request.body);
  switch (reading.kind) {
    case 'challenge':
      return answers.challenge(source.provider.answerChallenge(reading.challenge, source.options));
    case 'invalid': {
      const record = newQuarantineRecord(reading.reason, recordInput(delivery));
      const claimed = await claimOrThrow(record, delivery);
      count(claimed.isNew ? 'Quarantined' : 'Duplicate', delivery);
      return answers.quarantined();
    }
    case 'event':
      return receiveEvent(reading.event, delivery);
  }
}

async function receiveEvent(event: IncomingEvent, delivery: QueuedDelivery): Promise<HttpAnswer> {
  const claimed = await claimEvent(event, delivery);
  if (event.statusMismatch) {
    count('StatusMismatch', delivery);
  }
  if (event.unknownShape) {
    count('UnknownPayloadShape', delivery);
  }
  if (isDue(claimed.record, delivery.deps.clock.now())) {
    await sendOrDefer(claimed.record, delivery);
  }
  if (!claimed.isNew) {
    count('Duplicate', delivery);
    return answers.claimed('duplicate', event.eventId);
  }
  const archived = claimed.record.status === 'ARCHIVED';
  count(archived ? 'Archived' : 'Accepted', delivery);
  return answers.claimed(archived ? 'archived' : 'accepted', event.eventId);
}

/** RECEIVED and `notBefore` has passed. A duplicate sends the message again, in case the first send never happened. */
function isDue(record: EventRecord, now: number): boolean {
  return record.status === 'RECEIVED' && Date.parse(record.notBefore ?? record.receivedAt) <= now;
}

/** After the claim a failed send costs nothing but time: the sweeper finds the record. */
async function sendOrDefer(record: EventRecord, { request, deps }: QueuedDelivery): Promise<void> {
  try {
    await deps.queue.send(record.provider, record.pk, 0, callOptions(request));
  } catch (error) {
    deps.telemetry.count('DeferredToSweeper', { source: record.source });
    deps.telemetry.log('warn', 'The message could not be sent; the sweeper will send it.', {
      ...eventFields(record),
      error: errorName(error),
    });
  }
}

function refuseBody({ id }: Source, { telemetry }: ReceiveDeps): HttpAnswer {
  const refusal = { source: id, reason: 'too_large' satisfies RefusalReason };
  telemetry.count('BodyTooLarge', refusal);
  telemetry.log('warn', 'Refused: the body is over the limit.', refusal);
  return answers.tooLarge();
}

function count(name: MetricName, { source, deps }: Pick<Delivery, 'source' | 'deps'>): void {
  deps.telemetry.count(name, { source: source.id });
}
