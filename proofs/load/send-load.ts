import { concurrently } from '../../lambda/usecases/concurrently';
import { findSource, type Target } from '../../local/send/send-target';
import { describeOutcome } from '../../local/send/tally';
import { deliver } from '../../local/simulators/start-simulators';
import type { DeliveryLog } from './delivery-log';
import type { WorkloadEvent } from './workload';

export interface SentLoad {
  /** What was answered, and how often: `200 accepted`, `503`, `no answer`. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Milliseconds of each answer. */
  readonly times: readonly number[];
  /** Record keys of the events that were answered 200 at least once. */
  readonly acknowledged: ReadonlySet<string>;
  readonly unexpected: number;
}

export interface SendOptions {
  readonly target: Target;
  /** The deliveries in their order. */
  readonly deliveries: readonly WorkloadEvent[];
  readonly concurrency: number;
  readonly log?: DeliveryLog | undefined;
  progress(done: number): void;
}

/** Makes the deliveries, each once, whatever is answered. */
export async function sendLoad(options: SendOptions): Promise<SentLoad> {
  const outcomes = new Map<string, number>();
  const times: number[] = [];
  const acknowledged = new Set<string>();
  await concurrently(options.deliveries, options.concurrency, async (event) => {
    const answer = await deliver(createDelivery(event, options.target));
    if (answer.status === 200) {
      options.log?.add(event.expected);
      acknowledged.add(event.expected.pk);
    }
    const outcome = describeOutcome(answer);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    times.push(answer.milliseconds);
    options.progress(times.length);
  });
  const unexpected = [...outcomes]
    .filter(([outcome]) => !outcome.startsWith('200'))
    .reduce((sum, [, n]) => sum + n, 0);
  return { outcomes, times, acknowledged, unexpected };
}

/** The event as its provider would send it to this stack. */
export function createDelivery(event: WorkloadEvent, target: Target) {
  const { provider, url, signingSecret: signingKey } = findSource(target, event.source);
  return { provider, url, signingKey, body: event.body };
}
