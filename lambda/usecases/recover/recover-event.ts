import { isFinal } from '../../domain/lifecycle/lifecycle';
import { redrive, refetch, supersede } from '../../domain/lifecycle/recovery-transitions';
import { bodyReceivedAt, type EventRecord } from '../../domain/record/event-record';
import { parseBody, toIncomingEvent } from '../../domain/record/incoming-event';
import type { EventStore, RawStore } from '../ports';
import { EventClaimer } from '../receive/claim-event';
import { findSource, type Sources } from '../source';
import { keepStoredBody, readStoredBody } from '../stored-body';
import { sendWhenDue, type TransitionDeps, transitionContext } from '../transition';

export interface RecoveryDeps extends TransitionDeps {
  readonly sources: Sources;
  readonly store: EventStore;
  readonly raw: RawStore;
}

/**
 * What runs a final event again. Its state decides: a FAILED event is redriven, a quarantined body is reingested, and for any other
 * the provider is asked again.
 */
export const RECOVERY_ACTIONS = ['redrive', 'refetch', 'reingest'] as const;
export type RecoveryAction = (typeof RECOVERY_ACTIONS)[number];

export type RecoveryRefusal =
  | 'unknown_event'
  /** Its source is not configured, so it would only wait and fail again. */
  | 'unknown_source'
  | 'not_final'
  /** A redrive was asked for, and the event is not FAILED (any more). */
  | 'not_failed'
  /** A quarantined body that was reingested, by this run or another: the event it became runs in its place. */
  | 'superseded'
  | 'body_gone'
  | 'invalid'
  | 'nothing_to_fetch'
  /** Its record changed after it was planned, and needs another action now. */
  | 'changed';

export interface Recovery {
  readonly action: RecoveryAction;
  /** As it was read: the plan holds as long as its write id does. */
  readonly record: EventRecord;
  /** That the event will have. */
  readonly generation: number;
  /** The webhook body is gone: the provider is asked by the ids of the record, and the result will hold no event. */
  readonly bodyLost: boolean;
}

export type RecoveryPlan = Recovery | { readonly refusal: RecoveryRefusal; readonly record?: EventRecord };

export type RecoveryOutcome =
  /** `pk`: the event that runs now. Of a quarantined body it is the real event. */
  | { readonly outcome: 'done'; readonly pk: string }
  | { readonly outcome: 'refused'; readonly refusal: RecoveryRefusal };

export interface PlanOptions {
  /** The record, where it was read a moment ago. @default it is read now */
  readonly known?: EventRecord | undefined;
  /** Refuses every event that is not FAILED. */
  readonly onlyRedrive?: boolean | undefined;
}

/** Runs final events again: a plan is made by reading, and holds as long as the record is as it was read. */
export class EventRecoverer {
  private readonly claimer: EventClaimer;

  constructor(private readonly deps: RecoveryDeps) {
    this.claimer = new EventClaimer(deps);
  }

  /** What would run an event again, or why nothing does. Changes nothing. */
  async planRecovery(pk: string, { known, onlyRedrive = false }: PlanOptions = {}): Promise<RecoveryPlan> {
    const { store, sources, raw } = this.deps;
    const record = known ?? (await store.get(pk));
    if (!record) {
      return { refusal: 'unknown_event' };
    }
    const { status, generation } = record;
    const refusal = refuseByState(record, onlyRedrive);
    if (refusal !== undefined) {
      return { refusal, record };
    }
    const source = findSource(record, sources);
    if (!source) {
      return { refusal: 'unknown_source', record };
    }
    const body = await readStoredBody(record, raw);
    const bodyLost = body === undefined;
    if (bodyLost && (status === 'QUARANTINED' || !toIncomingEvent(record, source.provider.manifest))) {
      return { refusal: 'body_gone', record };
    }
    if (status === 'FAILED') {
      return { action: 'redrive', record, generation, bodyLost };
    }
    const parsed = body && parseBody(source.provider, body).parsed;
    if (parsed && parsed.kind !== 'event') {
      return { refusal: 'invalid', record };
    }
    if (status === 'QUARANTINED') {
      return { action: 'reingest', record, generation: 1, bodyLost };
    }
    return parsed && parsed.event.disposition !== 'fetch'
      ? { refusal: 'nothing_to_fetch', record }
      : { action: 'refetch', record, generation: generation + 1, bodyLost };
  }

  /** Carries out a plan; refuses with `changed` where the record was written since it was read. Reads no record. */
  async applyRecovery({ action, record }: Recovery, reason?: string): Promise<RecoveryOutcome> {
    if (action === 'reingest') {
      return this.reingest(record, reason);
    }
    const { raw, clock, store } = this.deps;
    await keepStoredBody(record, raw, clock);
    const transition = action === 'redrive' ? redrive : refetch;
    const write = transition(record, transitionContext(this.deps), reason);
    const outcome = await store.update(write);
    if (!outcome.applied) {
      return refused('changed');
    }
    await sendWhenDue(outcome.record, this.deps);
    return { outcome: 'done', pk: record.pk };
  }

  /** Carries out a plan. A record that has changed is planned once more, and left alone where it needs another action now. */
  async recoverEvent(plan: RecoveryPlan, reason?: string): Promise<RecoveryOutcome> {
    if ('refusal' in plan) {
      return refused(plan.refusal);
    }
    const outcome = await this.applyRecovery(plan, reason);
    if (outcome.outcome === 'done' || outcome.refusal !== 'changed') {
      return outcome;
    }
    const { action, record } = plan;
    const again = await this.planRecovery(record.pk, { onlyRedrive: action === 'redrive' });
    if ('refusal' in again) {
      return refused(again.refusal);
    }
    return again.action === action ? this.applyRecovery(again, reason) : outcome;
  }

  /** Claims first, supersedes second: a crash in between is healed by replaying again, since the claim is conditional. */
  private async reingest(record: EventRecord, reason: string | undefined): Promise<RecoveryOutcome> {
    const { store, sources, raw } = this.deps;
    const source = findSource(record, sources);
    // Not kept in the plan: a selection may hold thousands of bodies.
    const body = await readStoredBody(record, raw);
    if (!source || !body) {
      return refused(source ? 'body_gone' : 'unknown_source');
    }
    const { parsed } = parseBody(source.provider, body);
    if (parsed.kind !== 'event') {
      return refused('invalid');
    }
    const { record: real } = await this.claimer.claimEvent(parsed.event, {
      request: { body },
      source,
      origin: {
        origin: 'replay',
        // What the body carries is as old as the body, however late it is understood.
        bodyReceivedAt: bodyReceivedAt(record),
        replayReason: reason,
      },
    });
    if (real.status === 'RECEIVED') {
      await sendWhenDue(real, this.deps);
    }
    const write = supersede(record, { pk: real.pk, reason }, transitionContext(this.deps));
    const outcome = await store.update(write);
    return outcome.applied ? { outcome: 'done', pk: real.pk } : refused('changed');
  }
}

function refuseByState(
  { status, supersededBy }: EventRecord,
  onlyRedrive: boolean,
): RecoveryRefusal | undefined {
  if (onlyRedrive && status !== 'FAILED') {
    return 'not_failed';
  }
  if (!isFinal(status)) {
    return 'not_final';
  }
  return supersededBy === undefined ? undefined : 'superseded';
}

function refused(refusal: RecoveryRefusal): RecoveryOutcome {
  return { outcome: 'refused', refusal };
}
