import type { EventRecord } from '../domain/event-record';
import { concurrently } from './concurrently';
import type { Clock } from './ports';
import { type RedriveDeps, redriveEvent } from './redrive';
import {
  canDoWithoutBody,
  planReplay,
  type ReplayDeps,
  type ReplayPlanDeps,
  type ReplayRefusal,
  replayEvent,
} from './replay';
import { findSource } from './source';
import { storedBody } from './stored-body';

/** How an event is brought back: by its state there is one way, so a person need not choose. */
export type Way = 'redrive' | 'replay' | 'receive_again';

export type BringBackPlan =
  | {
      readonly way: Way;
      readonly record: EventRecord;
      readonly generation: number;
      /** The webhook's body is gone: the provider is asked by the ids of the record, and the result will hold no event. */
      readonly bodyLost?: boolean;
    }
  | {
      readonly way: 'refuse';
      readonly because: ReplayRefusal | 'not_failed';
      readonly record?: EventRecord | undefined;
    };

export type BroughtBack =
  | { readonly outcome: 'done'; readonly way: Way; readonly generation: number; readonly by?: string }
  | { readonly outcome: 'refused'; readonly because: ReplayRefusal | 'not_failed' };

/** What bringing an event back would do now; changes nothing. */
export async function planBringBack(pk: string, deps: ReplayPlanDeps): Promise<BringBackPlan> {
  const record = await deps.store.get(pk);
  if (record?.status === 'FAILED') {
    return planRedrive(record, deps);
  }
  const planned = await planReplay(pk, deps);
  switch (planned.plan) {
    case 'refuse':
      return { way: 'refuse', because: planned.because, record };
    case 'receive_again':
      return { way: 'receive_again', record: planned.replayable.record, generation: 1 };
    case 'fetch_again':
      return {
        way: 'replay',
        record: planned.record,
        generation: planned.record.generation + 1,
        bodyLost: planned.bodyLost,
      };
  }
}

/** A body that is gone is no obstacle where the record says what to ask for. */
async function planRedrive(record: EventRecord, deps: ReplayPlanDeps): Promise<BringBackPlan> {
  const plan = { way: 'redrive', record, generation: record.generation } as const;
  const source = findSource(record, deps.sources);
  if (!source) {
    return { way: 'refuse', because: 'unknown_source', record };
  }
  if (await storedBody(record, deps.raw)) {
    return plan;
  }
  return canDoWithoutBody(record, source)
    ? { ...plan, bodyLost: true }
    : { way: 'refuse', because: 'body_gone', record };
}

/** Brings a FAILED event back by redrive, another final one by replay, a quarantined body by the receive path. */
export async function bringBack(
  pk: string,
  deps: RedriveDeps & ReplayDeps,
  reason?: string,
): Promise<BroughtBack> {
  const record = await deps.store.get(pk);
  if (record?.status === 'FAILED') {
    const outcome = await redriveEvent(pk, deps, reason);
    return outcome === 'redriven'
      ? { outcome: 'done', way: 'redrive', generation: record.generation }
      : { outcome: 'refused', because: outcome };
  }
  const result = await replayEvent(pk, deps, reason);
  switch (result.outcome) {
    case 'refused':
      return result;
    case 'replayed':
      return { outcome: 'done', way: 'replay', generation: result.generation };
    case 'superseded':
      return { outcome: 'done', way: 'receive_again', generation: 1, by: result.by };
  }
}

export interface ReplayManyOptions {
  readonly reason?: string | undefined;
  /** Events brought back per second at the most: each costs its provider a call soon after. */
  readonly perSecond: number;
  /** Ends the work between two events; what is left is as it was. */
  readonly signal?: AbortSignal | undefined;
  onOutcome(pk: string, outcome: BroughtBack): void;
}

/** More than one waits for DynamoDB at a time, so that a rate above its round trips can be kept. */
const AT_ONCE = 8;

/**
 * Brings back the events of a list that was chosen before, at a rate. A second run of the same list finds what the first has
 * done no longer final, and leaves it alone. The first error ends the run after the events under way. @throws that error
 */
export async function replayMany(
  pks: readonly string[],
  options: ReplayManyOptions,
  deps: RedriveDeps & ReplayDeps,
): Promise<void> {
  const pace = paced(options, deps.clock);
  let broken = false;
  await concurrently(pks, AT_ONCE, async (pk) => {
    await (broken ? undefined : pace());
    if (broken || options.signal?.aborted) {
      return;
    }
    try {
      options.onOutcome(pk, await bringBack(pk, deps, options.reason));
    } catch (error) {
      broken = true;
      throw error;
    }
  });
}

/** A wait is interrupted no later than this: at a low rate it lasts for minutes. */
const LOOK_EACH_MS = 250;

/** Waits for the next free moment: never more than `perSecond` in a second, also after a pause. */
function paced(
  { perSecond, signal }: Pick<ReplayManyOptions, 'perSecond' | 'signal'>,
  clock: Clock,
): () => Promise<void> {
  let next = 0;
  return async () => {
    const mine = Math.max(clock.now(), next);
    next = mine + 1000 / perSecond;
    for (let left = mine - clock.now(); left > 0 && !signal?.aborted; left = mine - clock.now()) {
      await clock.sleep(Math.min(left, LOOK_EACH_MS));
    }
  };
}
