import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Actor } from '../engine/actor';

/** Until when the provider asked to wait, by event: noted apart from what the records say of it. */
export class ProviderWishes {
  private readonly toldTo = new Map<Actor, number>();
  private readonly wishes = new Map<string, number>();

  /** The provider answered a call of this process with a time to wait until, in epoch milliseconds. */
  told(actor: Actor, until: number): void {
    this.toldTo.set(actor, until);
  }

  /** A write took effect: of a process that was told to wait and recorded a retry, or one that reopens an event. */
  recorded(actor: Actor | undefined, before: EventRecord | undefined, after: EventRecord): void {
    if (before && isFinal(before.status)) {
      this.wishes.delete(after.pk);
    }
    const until = actor && this.toldTo.get(actor);
    const isRetry =
      before?.status === 'PROCESSING' && after.status === 'RECEIVED' && actor?.role === 'processor';
    if (isRetry && until !== undefined && after.lastError?.kind === 'throttled') {
      this.wishes.set(after.pk, until);
    }
  }

  of(pk: string): number {
    return this.wishes.get(pk) ?? 0;
  }
}
