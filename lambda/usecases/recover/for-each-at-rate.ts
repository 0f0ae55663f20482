import { concurrently } from '../concurrently';
import type { Clock } from '../ports';

export interface RateOptions {
  /** Items begun per second at the most. */
  readonly perSecond: number;
  /** Ends the work between two items; what is left is as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** More than one waits for DynamoDB at a time, so that a rate above its round trips can be kept. */
const CONCURRENCY = 8;
/** A wait is interrupted no later than this: at a low rate it lasts for minutes. */
const LONGEST_SLEEP_MS = 250;

/**
 * Works through a list at a rate: never more than `perSecond` in a second, also after a pause. The first error ends the run after
 * the items under way. @throws that error
 */
export async function forEachAtRate<T>(
  items: readonly T[],
  { perSecond, signal }: RateOptions,
  clock: Clock,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const isOver = () => hasFailed || signal?.aborted === true;
  await concurrently(items, CONCURRENCY, async (item) => {
    const mine = Math.max(clock.now(), next);
    next = isOver() ? next : mine + 1000 / perSecond;
    for (let left = mine - clock.now(); left > 0 && !isOver(); left = mine - clock.now()) {
      await clock.sleep(Math.min(left, LONGEST_SLEEP_MS));
    }
    if (isOver()) {
      return;
    }
    try {
      await work(item);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  });
}
