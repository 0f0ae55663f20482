import { type NewBody, renewBody } from '../../domain/lifecycle/recovery-transitions';
import type { IncomingEvent } from '../../domain/provider/provider';
import type { EventRecord } from '../../domain/record/event-record';
import { awaitsBody, isAnotherEvent, parseBody } from '../../domain/record/incoming-event';
import { documentKey } from '../../domain/record/keys';
import { type NewRecordInput, newEventRecord, newQuarantineRecord } from '../../domain/record/new-record';
import { keyAsClaimed } from '../../domain/result/stored-result';
import { definedOnly } from '../../domain/text/defined-only';
import { eventFields } from '../event-telemetry';
import type { EventStore, RawStore } from '../ports';
import type { WebhookSource } from '../source';
import { type TransitionDeps, transitionContext } from '../transition';

export interface Delivery {
  readonly request: { readonly body: Uint8Array; readonly signal?: AbortSignal | undefined };
  readonly source: WebhookSource;
  /** Differs where the body did not come by webhook. @default a webhook, received now */
  readonly origin?: Pick<NewRecordInput, 'origin' | 'bodyReceivedAt' | 'replayReason'>;
}

export interface ClaimDeps extends Omit<TransitionDeps, 'store' | 'queue'> {
  readonly store: Pick<EventStore, 'create' | 'update'>;
  readonly raw: Pick<RawStore, 'putRaw'>;
}

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

/** How often a renewal that met another's write looks again. */
const RENEWAL_TRIES = 2;

/** Creates the durable record of each event. Every method throws UnclaimedError when it is not known whether the write is durable. */
export class EventClaimer {
  constructor(private readonly deps: ClaimDeps) {}

  /**
   * Claims an event under its id. Another event under a known id gets a record of its own; a new body of a known event renews the old
   * one where that may help.
   */
  async claimEvent(event: IncomingEvent, delivery: Delivery): Promise<Claimed> {
    const input = this.recordInput(delivery);
    const record = newEventRecord(event, input);
    const claimed = await this.create(record, delivery);
    const known = claimed.record;
    if (claimed.isNew || stillHasBody(known, record)) {
      return claimed;
    }
    // The source's id may have been another provider's before.
    const isOfThisProvider = known.provider === record.provider;
    if (isOfThisProvider && !isAnotherEvent(known, readKnownBody(known, delivery), event)) {
      return this.renew(known, record, event, delivery);
    }
    const other = newEventRecord(event, { ...input, sameIdAs: known.pk });
    const reused = await this.create(other, delivery);
    if (reused.isNew) {
      const { telemetry } = this.deps;
      telemetry.count('EventIdReused', { source: other.source });
      telemetry.log('warn', 'Another event came under a known id; it has a record of its own.', {
        ...eventFields(other),
        type: event.eventType,
      });
    }
    return reused.isNew ? reused : this.renew(reused.record, other, event, delivery);
  }

  /** Quarantines a body that this version cannot parse. */
  claimInvalid(reason: string, delivery: Delivery): Promise<Claimed> {
    return this.create(newQuarantineRecord(reason, this.recordInput(delivery)), delivery);
  }

  private recordInput({ request, source, origin }: Delivery): NewRecordInput {
    return {
      ...transitionContext(this.deps),
      source: {
        id: source.id,
        provider: source.provider.manifest.id,
        // The age limit is meant for webhooks that come late.
        maxEventAgeSeconds: origin ? undefined : source.maxEventAgeSeconds,
      },
      ...(origin ?? { origin: 'webhook' }),
      body: request.body,
    };
  }

  /** The same event with another body, or with the one it has lost: what an event without a result may be waiting for. */
  private async renew(
    seen: EventRecord,
    record: EventRecord,
    event: IncomingEvent,
    delivery: Delivery,
  ): Promise<Claimed> {
    const { store, clock, telemetry } = this.deps;
    const { signal } = delivery.request;
    let known = seen;
    if (known.bodySha256 !== record.bodySha256) {
      telemetry.count('ContentMismatch', { source: record.source });
    }
    // A quarantined body that is reingested is older than what has come since.
    const tries = delivery.origin === undefined ? RENEWAL_TRIES : 0;
    for (let left = tries; left > 0; left -= 1) {
      // A former try of this delivery may have taken effect, and the event may have failed with this very body since.
      if (stillHasBody(known, record)) {
        break;
      }
      const stated = readKnownBody(known, delivery);
      if (!awaitsBody(known, stated, clock.now())) {
        break;
      }
      const { rawBody, rawKey, bodySha256, carriesData } = record;
      const body = { bodySha256, ...definedOnly({ rawBody, rawKey, carriesData }) };
      const learnt = learntFrom(event, known, stated);
      const write = renewBody(known, { body, learnt }, transitionContext(this.deps));
      const outcome = await store.update(write, { signal }).catch((error: unknown) => {
        throw new UnclaimedError(record, error);
      });
      if (outcome.applied) {
        telemetry.count('BodyRenewed', { source: record.source });
        return { isNew: false, record: outcome.record };
      }
      known = outcome.existing ?? known;
    }
    return { isNew: false, record: known };
  }

  /** The claim: from here on the event is ours. A large body is stored first, so that no record points at nothing. */
  private async create(record: EventRecord, delivery: Delivery): Promise<Claimed> {
    const { store, raw, clock, telemetry } = this.deps;
    const { body, signal } = delivery.request;
    const started = clock.now();
    try {
      if (record.rawKey !== undefined) {
        await raw.putRaw(record.rawKey, body, { signal });
      }
      const outcome = await store.create(record, { signal });
      const standing = outcome.applied ? outcome.record : outcome.existing;
      if (!standing) {
        throw new Error('The store refused the claim without returning the existing record.');
      }
      telemetry.log('debug', outcome.applied ? 'Claimed.' : 'Known already.', {
        ...eventFields(record),
        status: standing.status,
        bytes: body.byteLength,
        inS3: record.rawKey !== undefined,
        milliseconds: clock.now() - started,
      });
      return { isNew: outcome.applied, record: standing };
    } catch (error) {
      throw new UnclaimedError(record, error);
    }
  }
}

/** The same bytes bring nothing new, unless the event was given up because they were lost. */
function stillHasBody(known: EventRecord, { bodySha256 }: EventRecord): boolean {
  return known.bodySha256 === bodySha256 && known.lastError?.kind !== 'body_lost';
}

/** What the known event's own body says, where it stands in the record. */
function readKnownBody({ rawBody }: EventRecord, { source }: Delivery): IncomingEvent | undefined {
  if (rawBody === undefined) {
    return undefined;
  }
  const { parsed } = parseBody(source.provider, Buffer.from(rawBody));
  return parsed.kind === 'event' ? parsed.event : undefined;
}

/** A document that only the new body names. The result's key stays what the first body made it: an attempt may have put an object there. */
function learntFrom(
  { documentId, disposition }: IncomingEvent,
  known: EventRecord,
  stated: IncomingEvent | undefined,
): NewBody['learnt'] {
  return {
    ...(documentId !== undefined &&
      known.documentId === undefined && {
        documentId,
        documentKey: documentKey(known.provider, documentId),
      }),
    ...(disposition === 'fetch' &&
      known.resultKey === undefined && {
        resultKey: keyAsClaimed(known, stated ? stated.documentId : known.documentId),
      }),
  };
}
