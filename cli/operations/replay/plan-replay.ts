import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { storedResultOf } from '../../../lambda/domain/result/stored-result';
import { concurrently } from '../../../lambda/usecases/concurrently';
import { type BringBackPlan, planBringBack, type Way } from '../../../lambda/usecases/recover/replay-many';
import type { Inbox } from '../../connection/inbox';

/** Reads of DynamoDB, and of S3 for large bodies, at once. */
const READS_AT_ONCE = 16;

/** One event that will be brought back. */
export interface PlannedEvent {
  readonly record: EventRecord;
  readonly way: Way;
  readonly generation: number;
  /** It returns to this result when the provider has nothing better. */
  readonly hasResult: boolean;
  /** The provider is asked by the ids in the record. */
  readonly bodyLost: boolean;
}

/** One event that will not, and why. */
export interface RefusedEvent {
  readonly key: string;
  readonly because: string;
}

/** A frozen list: what arrives later is not in it. */
export interface ReplayPlanned {
  readonly planned: readonly PlannedEvent[];
  readonly refused: readonly RefusedEvent[];
  /** Brought back with the very same reason before; only a selection leaves them out. */
  readonly doneBefore: number;
}

export interface PlanOptions {
  /** Leaves out final events that an earlier, interrupted run with this reason has brought back. */
  readonly notAgainFor?: string | undefined;
  onEvent?(): void;
}

/** What bringing these events back would do. */
export async function planReplays(
  keys: readonly string[],
  inbox: Inbox,
  { notAgainFor, onEvent }: PlanOptions = {},
): Promise<ReplayPlanned> {
  const plans = new Map<string, BringBackPlan>();
  await concurrently(keys, READS_AT_ONCE, async (key) => {
    plans.set(key, await planBringBack(key, inbox));
    onEvent?.();
  });
  const planned: PlannedEvent[] = [];
  const refused: RefusedEvent[] = [];
  let doneBefore = 0;
  // In the order they were chosen, which the answers do not keep.
  for (const key of keys) {
    const plan = plans.get(key);
    if (isDoneBefore(plan, notAgainFor)) {
      doneBefore += 1;
    } else if (plan?.way === 'refuse') {
      refused.push({ key, because: plan.because });
    } else if (plan) {
      planned.push(toPlanned(plan));
    }
  }
  return { planned, refused, doneBefore };
}

function toPlanned({
  record,
  way,
  generation,
  bodyLost,
}: Exclude<BringBackPlan, { way: 'refuse' }>): PlannedEvent {
  const hasResult = storedResultOf(record) !== undefined;
  return { record, way, generation, hasResult, bodyLost: bodyLost === true };
}

/** A FAILED event has failed since, so it is brought back again. */
function isDoneBefore(plan: BringBackPlan | undefined, reason: string | undefined): boolean {
  const record = plan?.record;
  return reason !== undefined && record?.status !== 'FAILED' && record?.replayReason === reason;
}

/** Way → how many. */
export function countWays(planned: readonly PlannedEvent[]): Readonly<Record<Way, number>> {
  const count = { redrive: 0, replay: 0, receive_again: 0 };
  for (const { way } of planned) {
    count[way] += 1;
  }
  return count;
}
