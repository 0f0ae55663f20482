import type { EventRecord } from '../../lambda/domain/record/event-record';
import { concurrently } from '../../lambda/usecases/concurrently';
import { forEachAtRate } from '../../lambda/usecases/recover/for-each-at-rate';
import {
  EventRecoverer,
  type Recovery,
  type RecoveryDeps,
  type RecoveryOutcome,
  type RecoveryPlan,
  type RecoveryRefusal,
} from '../../lambda/usecases/recover/recover-event';

/** Reads of S3 for large bodies at once. */
const READS_AT_ONCE = 16;

/** One event that will not run again, and why. */
export interface RefusedEvent {
  readonly key: string;
  readonly refusal: RecoveryRefusal;
}

/** A frozen list: what arrives later is not in it. */
export interface ReplayPlan {
  readonly planned: readonly Recovery[];
  readonly refused: readonly RefusedEvent[];
  /** Replayed with the very same reason before; only a selection leaves them out. */
  readonly skipped: number;
}

export interface PlanReplayOptions {
  /** Leaves out final events that an earlier, interrupted run with this reason has replayed. */
  readonly skipReason?: string | undefined;
  onEvent?(): void;
}

/** What replaying these events would do. They are not read again. */
export async function planReplay(
  records: readonly EventRecord[],
  deps: RecoveryDeps,
  { skipReason, onEvent }: PlanReplayOptions = {},
): Promise<ReplayPlan> {
  const recoverer = new EventRecoverer(deps);
  const plans = new Map<string, RecoveryPlan>();
  await concurrently(records, READS_AT_ONCE, async (known) => {
    plans.set(known.pk, await recoverer.planRecovery(known.pk, { known }));
    onEvent?.();
  });
  const planned: Recovery[] = [];
  const refused: RefusedEvent[] = [];
  let skipped = 0;
  // In the order they were chosen, which the answers do not keep.
  for (const { pk: key, status, replayReason } of records) {
    const plan = plans.get(key);
    // A FAILED event has failed since, so it is redriven once more.
    if (skipReason !== undefined && replayReason === skipReason && status !== 'FAILED') {
      skipped += 1;
    } else if (plan && 'refusal' in plan) {
      refused.push({ key, refusal: plan.refusal });
    } else if (plan) {
      planned.push(plan);
    }
  }
  return { planned, refused, skipped };
}

export interface RunReplayOptions {
  /** Events per second. */
  readonly perSecond: number;
  readonly reason?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  onEvent?(): void;
}

/** What became of each event, by its key. Those that an interruption or an error left untried are missing. */
export interface ReplayRun {
  readonly outcomes: ReadonlyMap<string, RecoveryOutcome>;
  /** Ended the run; what was done before is in `outcomes`. */
  readonly error?: unknown;
}

/** Carries a plan out, at a rate: each event costs its provider a call soon after. */
export async function runReplay(
  { planned }: ReplayPlan,
  deps: RecoveryDeps,
  { reason, onEvent, ...rate }: RunReplayOptions,
): Promise<ReplayRun> {
  const recoverer = new EventRecoverer(deps);
  const outcomes = new Map<string, RecoveryOutcome>();
  try {
    await forEachAtRate(planned, rate, deps.clock, async (plan) => {
      outcomes.set(plan.record.pk, await recoverer.recoverEvent(plan, reason));
      onEvent?.();
    });
    return { outcomes };
  } catch (error) {
    return { outcomes, error };
  }
}
