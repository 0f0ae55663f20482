import { isFinal } from '../../domain/lifecycle/lifecycle';
import { refetch, supersede } from '../../domain/lifecycle/recovery-transitions';
import type { IncomingEvent } from '../../domain/provider/provider';
import { eventOfRecord } from '../../domain/record/event-of-record';
import { bodyReceivedAt, type EventRecord } from '../../domain/record/event-record';
import { parseBody } from '../../domain/record/parse-body';
import type { EventStore, RawStore, RenewableRawStore } from '../ports';
import { EventClaimer } from '../receive/claim-event';
import { keepStoredBody, readStoredBody } from '../receive/stored-body';
import { sendWhenDue } from '../send-when-due';
import { findSource, type Source, type Sources } from '../source';
import { type TransitionDeps, transitionContext } from '../transition-context';

export interface ReplayDeps extends TransitionDeps {
  readonly sources: Sources;
  readonly store: EventStore;
  readonly raw: RenewableRawStore;
}

/** What planning reads. */
export interface ReplayPlanDeps {
  readonly sources: Sources;
  readonly store: Pick<EventStore, 'get'>;
  readonly raw: Pick<RawStore, 'getRaw'>;
}

export type ReplayRefusal =
  | 'unknown_event'
  | 'unknown_source'
  | 'not_final'
  | 'use_redrive'
  /** A quarantined body that became a real event, which is the one to replay. */
  | 'superseded'
  | 'body_gone'
  | 'invalid'
  | 'nothing_to_fetch';

interface Refused {
  readonly outcome: 'refused';
  readonly because: ReplayRefusal;
}

export type ReplayOutcome =
  | { readonly outcome: 'replayed'; readonly generation: number }
  /** A quarantined body could now be read: the real event was claimed under its own key. */
  | { readonly outcome: 'superseded'; readonly by: string }
  | Refused;

/** What replaying an event would do, judged by what stands now. */
export type ReplayPlan =
  /** `bodyLost`: by the ids of the record alone; the result will hold no event. */
  | { readonly plan: 'fetch_again'; readonly record: EventRecord; readonly bodyLost: boolean }
  | { readonly plan: 'receive_again'; readonly event: IncomingEvent; readonly replayable: Replayable }
  | { readonly plan: 'refuse'; readonly because: ReplayRefusal };

interface Replayable {
  readonly record: EventRecord;
  readonly source: Source;
  readonly body: Uint8Array;
}

/** Fetches a final event's data again as its next generation; a quarantined one runs the receive path again instead. */
export async function replayEvent(pk: string, deps: ReplayDeps, reason?: string): Promise<ReplayOutcome> {
  const planned = await planReplay(pk, deps);
  switch (planned.plan) {
    case 'refuse':
      return refused(planned.because);
    case 'receive_again':
      return claimReal(planned.event, planned.replayable, { deps, reason });
    case 'fetch_again':
      return fetchAgain(planned.record, deps, reason);
  }
}

/** Reads what a replay would meet, and changes nothing. */
export async function planReplay(pk: string, deps: ReplayPlanDeps): Promise<ReplayPlan> {
  const record = await deps.store.get(pk);
  if (!record) {
    return refuse('unknown_event');
  }
  if (record.status === 'FAILED') {
    return refuse('use_redrive');
  }
  if (!isFinal(record.status)) {
    return refuse('not_final');
  }
  if (record.supersededBy !== undefined) {
    return refuse('superseded');
  }
  const source = findSource(record, deps.sources);
  if (!source) {
    return refuse('unknown_source');
  }
  const body = await readStoredBody(record, deps.raw);
  return body ? planOfBody({ record, source, body }) : planWithoutBody(record, source);
}

/** Whether an event whose body is gone can be asked for by what its record says. */
export function canDoWithoutBody(record: EventRecord, { provider }: Source): boolean {
  return eventOfRecord(record, provider.manifest) !== undefined;
}

function planWithoutBody(record: EventRecord, source: Source): ReplayPlan {
  return record.status !== 'QUARANTINED' && canDoWithoutBody(record, source)
    ? { plan: 'fetch_again', record, bodyLost: true }
    : refuse('body_gone');
}

function planOfBody(replayable: Replayable): ReplayPlan {
  const { record, source, body } = replayable;
  const { reading } = parseBody(source.provider, body);
  if (reading.kind !== 'event') {
    return refuse('invalid');
  }
  if (record.status === 'QUARANTINED') {
    return { plan: 'receive_again', event: reading.event, replayable };
  }
  return reading.event.disposition === 'fetch'
    ? { plan: 'fetch_again', record, bodyLost: false }
    : refuse('nothing_to_fetch');
}

async function fetchAgain(
  record: EventRecord,
  deps: ReplayDeps,
  reason: string | undefined,
): Promise<ReplayOutcome> {
  await keepStoredBody(record, deps);
  const outcome = await deps.store.update(refetch(record, transitionContext(deps), reason));
  if (!outcome.applied) {
    return refused('not_final');
  }
  await sendWhenDue(outcome.record, deps);
  return { outcome: 'replayed', generation: outcome.record.generation };
}

/** Claims first, supersedes second: a crash in between is healed by replaying again, since the claim is conditional. */
async function claimReal(
  event: IncomingEvent,
  { record, source, body }: Replayable,
  { deps, reason }: { readonly deps: ReplayDeps; readonly reason: string | undefined },
): Promise<ReplayOutcome> {
  const claimed = await new EventClaimer(deps).claimEvent(event, {
    request: { body },
    source,
    origin: {
      origin: 'replay',
      // What the body carries is as old as the body, however late it is understood.
      bodyReceivedAt: bodyReceivedAt(record),
      replayReason: reason,
    },
  });
  const real = claimed.record;
  if (real.status === 'RECEIVED') {
    await sendWhenDue(real, deps);
  }
  await deps.store.update(supersede(record, { pk: real.pk, reason }, transitionContext(deps)));
  return { outcome: 'superseded', by: real.pk };
}

function refuse(because: ReplayRefusal): ReplayPlan {
  return { plan: 'refuse', because };
}

function refused(because: ReplayRefusal): Refused {
  return { outcome: 'refused', because };
}
