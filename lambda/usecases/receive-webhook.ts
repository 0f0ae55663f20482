import { errorName } from '../domain/error-name';
import type { EventRecord } from '../domain/event-record';
import { type NewRecordInput, newEventRecord, newQuarantineRecord } from '../domain/new-record';
import { MAX_BODY_BYTES } from '../domain/policy';
import type { IncomingEvent } from '../domain/provider';
import { readBody } from '../domain/read-body';
import { authenticate } from './authenticate';
import { eventFields } from './event-fields';
import { answers, type HttpAnswer } from './http-answer';
import type { CallOptions, LogFields, Telemetry } from './ports';
import type { ReceiveDeps, WebhookRequest } from './receive-deps';
import type { Source } from './source';

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
    return answers.tooLarge();
  }
  try {
    const verdict = await authenticate(request, source, deps);
    return verdict === 'genuine' ? await receiveGenuine(request, source, deps) : verdict;
  } catch (error) {
    count('ClaimUnavailable', source, deps);
    deps.telemetry.log('error', 'The claim is not known to be durable; answered 503.', {
      source: source.id,
      ...whatFailed(error),
    });
    return answers.unavailable();
  }
}

/** A claim that failed, with the event it was for. */
class UnclaimedError extends Error {
  override readonly name = 'UnclaimedError';

  constructor(
    readonly record: EventRecord,
    cause: unknown,
  ) {
    super('The claim failed.', { cause });
  }
}

function whatFailed(error: unknown): LogFields {
  return error instanceof UnclaimedError
    ? { ...eventFields(error.record), error: errorName(error.cause) }
    : { error: errorName(error) };
}

async function receiveGenuine(
  request: WebhookRequest,
  source: Source,
  deps: ReceiveDeps,
): Promise<HttpAnswer> {
  const { reading } = readBody(source.provider, request.body);
  switch (reading.kind) {
    case 'challenge':
      return answers.challenge(source.provider.answerChallenge(reading.challenge, source.options));
    case 'unreadable': {
      const record = newQuarantineRecord(reading.reason, recordInput(request, source, deps));
      const claimed = await claimOrName(record, request, deps);
      count(claimed.isNew ? 'Quarantined' : 'Duplicate', source, deps);
      return answers.quarantined();
    }
    case 'event':
      return receiveEvent(reading.event, request, { source, deps });
  }
}

async function receiveEvent(
  event: IncomingEvent,
  request: WebhookRequest,
  { source, deps }: { source: Source; deps: ReceiveDeps },
): Promise<HttpAnswer> {
  const record = newEventRecord(event, recordInput(request, source, deps));
  const claimed = await claimOrName(record, request, deps);
  if (event.statusMismatch) {
    count('StatusMismatch', source, deps);
  }
  if (isDue(claimed.record, deps.clock.now())) {
    await sendOrDefer(claimed.record, request, deps);
  }
  if (!claimed.isNew) {
    count('Duplicate', source, deps);
    return answers.claimed('duplicate', event.eventId);
  }
  const archived = record.status === 'ARCHIVED';
  count(archived ? 'Archived' : 'Accepted', source, deps);
  return answers.claimed(archived ? 'archived' : 'accepted', event.eventId);
}

interface Claimed {
  readonly isNew: boolean;
  /** The record that now stands. */
  readonly record: EventRecord;
}

/** @throws UnclaimedError */
async function claimOrName(
  record: EventRecord,
  request: WebhookRequest,
  deps: ReceiveDeps,
): Promise<Claimed> {
  const started = deps.clock.now();
  try {
    const claimed = await claim(record, request, deps);
    deps.telemetry.log('debug', claimed.isNew ? 'Claimed.' : 'Known already.', {
      ...eventFields(record),
      status: claimed.record.status,
      bytes: request.body.byteLength,
      inS3: record.rawKey !== undefined,
      milliseconds: deps.clock.now() - started,
    });
    return claimed;
  } catch (error) {
    throw new UnclaimedError(record, error);
  }
}

/** The claim: from here on the event is ours. A large body is stored first, so that no record points at nothing. */
async function claim(record: EventRecord, request: WebhookRequest, deps: ReceiveDeps): Promise<Claimed> {
  const options = callOptions(request);
  if (record.rawKey !== undefined) {
    await deps.raw.putRaw(record.rawKey, request.body, options);
  }
  const outcome = await deps.store.create(record, options);
  if (outcome.applied) {
    return { isNew: true, record: outcome.record };
  }
  if (!outcome.existing) {
    throw new Error('The store refused the claim without showing what stands in its way.');
  }
  if (outcome.existing.bodySha256 !== record.bodySha256) {
    deps.telemetry.count('ContentMismatch', { source: record.source });
  }
  return { isNew: false, record: outcome.existing };
}

/** Waiting, and allowed to be asked for: a crash between claim and send is healed by the provider's own repetition. */
function isDue(record: EventRecord, now: number): boolean {
  return record.status === 'RECEIVED' && Date.parse(record.notBefore ?? record.receivedAt) <= now;
}

/** After the claim a failed send costs nothing but time: the sweeper finds the record. */
async function sendOrDefer(record: EventRecord, request: WebhookRequest, deps: ReceiveDeps): Promise<void> {
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

function recordInput(request: WebhookRequest, source: Source, deps: ReceiveDeps): NewRecordInput {
  return {
    source: {
      id: source.id,
      provider: source.provider.manifest.id,
      maxEventAgeSeconds: source.maxEventAgeSeconds,
    },
    origin: 'webhook',
    body: request.body,
    now: deps.clock.now(),
    writeId: deps.random.token(),
    policy: deps.policy,
  };
}

function callOptions(request: WebhookRequest): CallOptions {
  return request.signal ? { signal: request.signal } : {};
}

function count(name: Parameters<Telemetry['count']>[0], source: Source, deps: ReceiveDeps): void {
  deps.telemetry.count(name, { source: source.id });
}
