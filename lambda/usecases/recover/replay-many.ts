import type { EventRecord } from '../../domain/record/event-record';
import { readStoredBody } from '../receive/stored-body';
import { findSource } from '../source';
import { type AtARate, atARate } from './at-a-rate';
import { type RedriveDeps, redriveEvent } from './redrive';
import {
  canDoWithoutBody,
  planReplay,
  type ReplayDeps,
  type ReplayPlanDeps,
  type ReplayRefusal,
  replayEvent,
} from './replay';

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
  if (await readStoredBody(record, deps.raw)) {
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

export interface ReplayManyOptions extends AtARate {
  readonly reason?: string | undefined;
  onOutcome(pk: string, outcome: BroughtBack): void;
}

/**
 * Brings back the events of a list that was chosen before, at a rate: each costs its provider a call soon after. A second run of the
 * same list finds what the first has done no longer final, and leaves it alone. @throws the first error
 */
export async function replayMany(
  pks: readonly string[],
  options: ReplayManyOptions,
  deps: RedriveDeps & ReplayDeps,
): Promise<void> {
  await atARate(pks, options, deps.clock, async (pk) => {
    options.onOutcome(pk, await bringBack(pk, deps, options.reason));
  });
}
