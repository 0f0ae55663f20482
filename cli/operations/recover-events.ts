import type { EventRecord } from '../../lambda/domain/record/event-record';
import { concurrently } from '../../lambda/usecases/concurrently';
import { forEachAtRate, type RateOptions } from '../../lambda/usecases/recover/for-each-at-rate';
import {
  EventRecoverer,
  type Recovery,
  type RecoveryDeps,
  type RecoveryOutcome,
  type RecoveryPlan,
  type RecoveryRefusal,
} from '../../lambda/usecases/recover/recover-event';
import { EventRetrier, type RetryDeps, type RetryOutcome } from '../../lambda/usecases/recover/retry-event';
import type { Inbox } from '../connection/inbox';
import { openRecords } from './events/select-events';

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

interface RunOptions extends RateOptions {
  onEvent?(): void;
}

/** What became of each event, by its key. Those that an interruption or an error left untried are missing. */
export interface RecoveryRun<Outcome> {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Ended the run; what was done before is in `outcomes`. */
  readonly error?: unknown;
}

/**
 * What replaying these events would do. They are not read again.
 * @param options `skipReason` leaves out final events that an earlier, interrupted run with this reason has replayed
 */
export async function planReplay(
  records: readonly EventRecord[],
  deps: RecoveryDeps,
  options: { readonly skipReason?: string | undefined; onEvent?(): void } = {},
): Promise<ReplayPlan> {
  const { skipReason } = options;
  const recoverer = new EventRecoverer(deps);
  const plans = new Map<string, RecoveryPlan>();
  await concurrently(records, READS_AT_ONCE, async (known) => {
    plans.set(known.pk, await recoverer.planRecovery(known.pk, { known }));
    options.onEvent?.();
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

/** Carries a plan out, at a rate: each event costs its provider a call soon after. */
export async function runReplay(
  { planned }: ReplayPlan,
  deps: RecoveryDeps,
  { reason, ...options }: RunOptions & { readonly reason?: string | undefined },
): Promise<RecoveryRun<RecoveryOutcome>> {
  const recoverer = new EventRecoverer(deps);
  const plans = new Map(planned.map((plan) => [plan.record.pk, plan]));
  return runEach(plans, (plan) => recoverer.recoverEvent(plan, reason), deps, options);
}

/** The open events of a selection, oldest receipt first. `onLeftOut` is told when there are more than can be read. */
export async function selectOpenEvents(
  selection: {
    readonly source?: string | undefined;
    readonly document?: string | undefined;
    /** Of `lastError`. */
    readonly kind?: string | undefined;
  },
  inbox: Pick<Inbox, 'index'>,
  onLeftOut: (text: string) => void,
): Promise<readonly EventRecord[]> {
  const { source, document, kind } = selection;
  return (await openRecords(inbox, onLeftOut))
    .filter(
      (record) =>
        (source === undefined || record.source === source) &&
        (document === undefined || record.documentId === document) &&
        (kind === undefined || record.lastError?.kind === kind),
    )
    .sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
}

/** Tries open events now, at a rate; with `dryRun` it only reads, and the outcomes are those of a run that is made now. */
export async function runRetry(
  records: readonly EventRecord[],
  deps: RetryDeps,
  { dryRun, ...options }: RunOptions & { readonly dryRun?: boolean },
): Promise<RecoveryRun<RetryOutcome>> {
  const retrier = new EventRetrier(deps);
  return dryRun
    ? { outcomes: new Map(records.map((record) => [record.pk, retrier.planRetry(record)])) }
    : runEach(new Map(records.map(({ pk }) => [pk, pk])), (pk) => retrier.retryEvent(pk), deps, options);
}

/** @param items By the keys of their events. */
async function runEach<T, Outcome>(
  items: ReadonlyMap<string, T>,
  run: (item: T) => Promise<Outcome>,
  { clock }: Pick<RetryDeps, 'clock'>,
  { onEvent, ...rate }: RunOptions,
): Promise<RecoveryRun<Outcome>> {
  const outcomes = new Map<string, Outcome>();
  try {
    await forEachAtRate([...items], rate, clock, async ([key, item]) => {
      outcomes.set(key, await run(item));
      onEvent?.();
    });
    return { outcomes };
  } catch (error) {
    return { outcomes, error };
  }
}

/**
 * Half of what the slowest provider concerned is asked at the most, so that fresh events keep the other half. No provider is flooded
 * by a higher rate: the processors keep to their own pace, only the queue grows.
 */
export function defaultRate(
  records: readonly Pick<EventRecord, 'source'>[],
  { sources }: Pick<Inbox, 'sources'>,
): number {
  const rates = records.flatMap(
    ({ source }) => sources.get(source)?.provider.manifest.pressure.requestsPerSecond ?? [],
  );
  return rates.reduce((one, other) => Math.min(one, other), rates[0] ?? 1) / 2;
}
