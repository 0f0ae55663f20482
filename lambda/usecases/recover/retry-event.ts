import { type EventStatus, isFinal } from '../../domain/lifecycle/lifecycle';
import { retryNow } from '../../domain/lifecycle/transitions';
import type { EventRecord } from '../../domain/record/event-record';
import type { EventStore } from '../ports';
import { findSource, type Sources } from '../source';
import { sendWhenDue, type TransitionDeps, transitionContext } from '../transition';

export interface RetryDeps extends TransitionDeps {
  readonly sources: Sources;
  readonly store: Pick<EventStore, 'get' | 'update'>;
}

/** What came, or would come, of trying one event now. Times are epoch milliseconds. */
export type RetryOutcome =
  /** Its own back-off is over, and its message sent. */
  | { readonly outcome: 'retried' }
  /** The provider asked to wait: it is tried then, and not before. */
  | { readonly outcome: 'waits_for_provider'; readonly until: number }
  /** It waits for nothing: its message was sent less than a grace ago. */
  | { readonly outcome: 'due' }
  | { readonly outcome: 'leased'; readonly until: number }
  | { readonly outcome: 'final'; readonly status: EventStatus }
  | { readonly outcome: 'unknown_source' }
  | { readonly outcome: 'unknown_event' }
  /** It changed twice between reading and writing: something else works on it. */
  | { readonly outcome: 'changed' };

/** A record that changed between reading and writing is read once more. */
const TRIES = 2;

export class EventRetrier {
  constructor(private readonly deps: RetryDeps) {}

  /** Makes an open event that waits due at once, but never before the time its provider named; and sends its message. */
  async retryEvent(pk: string): Promise<RetryOutcome> {
    const { store } = this.deps;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const record = await store.get(pk);
      const planned = this.planRetry(record);
      const { outcome } = planned;
      const changesRecord =
        outcome === 'retried' ||
        (outcome === 'waits_for_provider' && (record?.notBefore ?? 0) > (record?.retryAfter ?? 0));
      if (!record || !changesRecord) {
        return planned;
      }
      const written = await store.update(retryNow(record, transitionContext(this.deps)));
      if (written.applied) {
        await sendWhenDue(written.record, this.deps);
        return planned;
      }
    }
    return { outcome: 'changed' };
  }

  /** What trying an event now would do, by its record; changes nothing. */
  planRetry(record: EventRecord | undefined): RetryOutcome {
    const { sources, clock, policy } = this.deps;
    if (!record) {
      return { outcome: 'unknown_event' };
    }
    if (isFinal(record.status)) {
      return { outcome: 'final', status: record.status };
    }
    if (record.status === 'PROCESSING') {
      return { outcome: 'leased', until: record.leaseUntil ?? 0 };
    }
    if (!findSource(record, sources)) {
      return { outcome: 'unknown_source' };
    }
    const now = clock.now();
    const { retryAfter, notBefore, updatedAt } = record;
    if (retryAfter !== undefined && retryAfter > now) {
      return { outcome: 'waits_for_provider', until: retryAfter };
    }
    const due = Math.max(updatedAt, notBefore ?? updatedAt);
    // One message per event and grace, however often a person asks.
    return now >= due && now < due + policy.graceSeconds * 1000 ? { outcome: 'due' } : { outcome: 'retried' };
  }
}
