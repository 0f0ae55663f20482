import { setTimeout as sleep } from 'node:timers/promises';
import { concurrently } from '../../lambda/usecases/concurrently';
import type { Target } from '../../local/send/send-target';
import { describeOutcome } from '../../local/send/tally';
import { deliver } from '../../local/simulators/start-simulators';
import { createDelivery } from '../load/send-load';
import type { WorkloadEvent } from '../load/workload';

export interface PersistentSenderOptions {
  readonly target: Target;
  readonly deliveries: readonly WorkloadEvent[];
  /** Deliveries begun per second. */
  readonly rate: number;
  /** Told after each delivery how many have been answered 200. */
  onAnswered(done: number): void;
}

export interface PersistentlySent {
  /** What each attempt was answered, and how often. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Record keys of the events that were answered 200. */
  readonly acknowledged: ReadonlySet<string>;
  /** Deliveries given up. */
  readonly unanswered: number;
}

const CONCURRENCY = 32;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** A stack that is away for longer than this is not killed but broken. */
const GIVE_UP_MS = 120_000;

/** Delivers as a provider does: at a steady rate, each delivery repeated until it is answered 200. */
export async function sendPersistently(options: PersistentSenderOptions): Promise<PersistentlySent> {
  const attempts = new Map<string, number>();
  const acknowledged = new Set<string>();
  let done = 0;
  let unanswered = 0;
  const started = Date.now();
  await concurrently([...options.deliveries.entries()], CONCURRENCY, async ([index, event]) => {
    await sleep(Math.max(0, started + (index * 1000) / options.rate - Date.now()));
    if (await deliverUntilAnswered(event, options.target, attempts)) {
      acknowledged.add(event.expected.pk);
      done += 1;
      options.onAnswered(done);
    } else {
      unanswered += 1;
    }
  });
  return { attempts, acknowledged, unanswered };
}

async function deliverUntilAnswered(
  event: WorkloadEvent,
  target: Target,
  attempts: Map<string, number>,
): Promise<boolean> {
  const until = Date.now() + GIVE_UP_MS;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    const answer = await deliver(createDelivery(event, target));
    const outcome = describeOutcome(answer);
    attempts.set(outcome, (attempts.get(outcome) ?? 0) + 1);
    if (answer.status === 200) {
      return true;
    }
    if (Date.now() >= until) {
      return false;
    }
    await sleep(wait);
  }
}
