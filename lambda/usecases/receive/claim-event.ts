import { type NewBody, renewBody } from '../../domain/lifecycle/recovery-transitions';
import type { IncomingEvent } from '../../domain/provider/provider';
import type { EventRecord } from '../../domain/record/event-record';
import { documentKey } from '../../domain/record/keys';
import { type NewRecordInput, newEventRecord } from '../../domain/record/new-record';
import { parseBody } from '../../domain/record/parse-body';
import { awaitsBody, isAnotherEvent } from '../../domain/record/same-event';
import { keyAsClaimed } from '../../domain/result/own-result-key';
import { definedOnly } from '../../domain/text/defined-only';
import { eventFields } from '../event-fields';
import type { CallOptions, LogFields } from '../ports';
import { transitionContext } from '../process/record-outcome';
import type { Source } from '../source';
import type { ReceiveDeps, WebhookRequest } from './receive-deps';

/** One authenticated delivery. */
export interface Delivery {
  readonly request: Pick<WebhookRequest, 'body' | 'signal'>;
  readonly source: Source;
  readonly deps: ClaimDeps;
  /** What another way than a webhook makes of it. @default a webhook, received now */
  readonly origin?: Pick<NewRecordInput, 'origin' | 'bodyReceivedAt' | 'replayReason'>;
}

/** What claiming needs of the world. */
export type ClaimDeps = Pick<ReceiveDeps, 'store' | 'raw' | 'clock' | 'random' | 'telemetry' | 'policy'>;

export interface Claimed {
  readonly isNew: boolean;
  /** The record that now stands. */
  readonly record: EventRecord;
}

/** A claim that failed, with the event it was for. */
export class UnclaimedError extends Error {
  override readonly name = 'UnclaimedError';

  constructor(
    readonly record: EventRecord,
    cause: unknown,
  ) {
    super('The claim failed.', { cause });
  }
}

/**
 * Claims an event under its id; another event under a known id gets a record of its own; a new body of a known event renews the old
 * one where that may help. @throws UnclaimedError when it is not known whether that is durable
 */
export async function claimEvent(event: IncomingEvent, delivery: Delivery): Promise<Claimed> {
  const input = recordInput(delivery);
  const record = newEventRecord(event, input);
  const claimed = await claimOrThrow(record, delivery);
  if (claimed.isNew || hasBody(claimed.record, record)) {
    return claimed;
  }
  // The source's id may have been another provider's before.
  const isOfThisProvider = claimed.record.provider === record.provider;
  if (!isOfThisProvider || isAnotherEvent(claimed.record, readKnownBody(claimed.record, delivery), event)) {
    const other = newEventRecord(event, { ...input, sameIdAs: claimed.record.pk });
    return claimReused(other, event, delivery);
  }
  return renewed(claimed, { record, event }, delivery);
}

/** The same bytes bring nothing new, unless the event was given up because they were lost. */
function hasBody(known: EventRecord, { bodySha256 }: EventRecord): boolean {
  return known.bodySha256 === bodySha256 && known.lastError?.kind !== 'body_lost';
}

/** What the known event's own body says, where it stands in the record. */
function readKnownBody({ rawBody }: EventRecord, { source }: Delivery): IncomingEvent | undefined {
  if (rawBody === undefined) {
    return undefined;
  }
  const { reading } = parseBody(source.provider, Buffer.from(rawBody));
  return reading.kind === 'event' ? reading.event : undefined;
}

async function claimReused(record: EventRecord, event: IncomingEvent, delivery: Delivery): Promise<Claimed> {
  const claimed = await claimOrThrow(record, delivery);
  if (!claimed.isNew) {
    return hasBody(claimed.record, record) ? claimed : renewed(claimed, { record, event }, delivery);
  }
  const { telemetry } = delivery.deps;
  telemetry.count('EventIdReused', { source: record.source });
  telemetry.log('warn', 'Another event came under a known id; it has a record of its own.', {
    ...eventFields(record),
    type: event.eventType,
  });
  return claimed;
}

/** How often a renewal that met another's write looks again. */
const RENEWAL_TRIES = 2;

interface Repetition {
  /** As it would be claimed now. */
  readonly record: EventRecord;
  readonly event: IncomingEvent;
}

/** The same event with another body, or with the one it has lost: what an event without a result may be waiting for. */
async function renewed(
  claimed: Claimed,
  { record, event }: Repetition,
  delivery: Delivery,
): Promise<Claimed> {
  const { deps, request } = delivery;
  let known = claimed.record;
  if (known.bodySha256 !== record.bodySha256) {
    deps.telemetry.count('ContentMismatch', { source: record.source });
  }
  // A quarantined body that is received again is older than what has come since.
  const tries = delivery.origin === undefined ? RENEWAL_TRIES : 0;
  for (let left = tries; left > 0; left -= 1) {
    const stated = readKnownBody(known, delivery);
    if (!awaitsBody(known, stated, deps.clock.now())) {
      break;
    }
    const { rawBody, rawKey, bodySha256, carriesData } = record;
    const body = { bodySha256, ...definedOnly({ rawBody, rawKey, carriesData }) };
    const learnt = { ...learntFrom(event, known), ...fixedKey(event, known, stated) };
    const write = renewBody(known, { body, learnt }, transitionContext(deps));
    const outcome = await claimStep(record, () => deps.store.update(write, callOptions(request)));
    if (outcome.applied) {
      deps.telemetry.count('BodyRenewed', { source: record.source });
      return { isNew: false, record: outcome.record };
    }
    known = outcome.existing ?? known;
  }
  return { isNew: false, record: known };
}

/** A document that only the new body names. */
function learntFrom({ documentId }: IncomingEvent, known: EventRecord): NewBody['learnt'] {
  return documentId === undefined || known.documentId !== undefined
    ? {}
    : { documentId, documentKey: documentKey(known.provider, documentId) };
}

/** The key of the result stays what the first body made it: an attempt may have put an object there. */
function fixedKey(
  { disposition }: IncomingEvent,
  known: EventRecord,
  stated: IncomingEvent | undefined,
): Pick<EventRecord, 'resultKey'> {
  if (disposition !== 'fetch' || known.resultKey !== undefined) {
    return {};
  }
  return { resultKey: keyAsClaimed(known, stated ? stated.documentId : known.documentId) };
}

/** Creates one record, after its large body. @throws UnclaimedError */
export async function claimOrThrow(record: EventRecord, { request, deps }: Delivery): Promise<Claimed> {
  const started = deps.clock.now();
  const claimed = await claimStep(record, () => claim(record, request, deps));
  deps.telemetry.log('debug', claimed.isNew ? 'Claimed.' : 'Known already.', {
    ...eventFields(record),
    status: claimed.record.status,
    bytes: request.body.byteLength,
    inS3: record.rawKey !== undefined,
    milliseconds: deps.clock.now() - started,
  } satisfies LogFields);
  return claimed;
}

async function claimStep<T>(record: EventRecord, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new UnclaimedError(record, error);
  }
}

/** The claim: from here on the event is ours. A large body is stored first, so that no record points at nothing. */
async function claim(record: EventRecord, request: Delivery['request'], deps: ClaimDeps): Promise<Claimed> {
  const options = callOptions(request);
  if (record.rawKey !== undefined) {
    await deps.raw.putRaw(record.rawKey, request.body, options);
  }
  const outcome = await deps.store.create(record, options);
  if (outcome.applied) {
    return { isNew: true, record: outcome.record };
  }
  if (!outcome.existing) {
    throw new Error('The store refused the claim without returning the existing record.');
  }
  return { isNew: false, record: outcome.existing };
}

/** What a new record of this delivery is made of. */
export function recordInput({ request, source, deps, origin }: Delivery): NewRecordInput {
  return {
    ...transitionContext(deps),
    source: {
      id: source.id,
      provider: source.provider.manifest.id,
      // A limit of age is meant for webhooks that come late.
      maxEventAgeSeconds: origin ? undefined : source.maxEventAgeSeconds,
    },
    ...(origin ?? { origin: 'webhook' }),
    body: request.body,
  };
}

export function callOptions(request: Delivery['request']): CallOptions {
  return request.signal ? { signal: request.signal } : {};
}
