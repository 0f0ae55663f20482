import { concurrently } from '../concurrently';
import type { Clock } from '../ports';

export interface AtARate {
  /** Items begun per second at the most. */
  readonly perSecond: number;
  /** Ends the work between two items; what is left is as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** More than one waits for DynamoDB at a time, so that a rate above its round trips can be kept. */
const AT_ONCE = 8;

/** Works through a list at a rate. The first error ends the run after the items under way. @throws that error */
export async function atARate<T>(
  items: readonly T[],
  options: AtARate,
  clock: Clock,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const pace = paced(options, clock);
  let broken = false;
  await concurrently(items, AT_ONCE, async (item) => {
    await (broken ? undefined : pace());
    if (broken || options.signal?.aborted) {
      return;
    }
    try {
      await work(item);
    } catch (error) {
      broken = true;
      throw error;
    }
  });
}

/** A wait is interrupted no later than this: at a low rate it lasts for minutes. */
const LOOK_EACH_MS = 250;

/** Waits for the next free moment: never more than `perSecond` in a second, also after a pause. */
function paced({ perSecond, signal }: AtARate, clock: Clock): () => Promise<void> {
  let next = 0;
  return async () => {
    const mine = Math.max(clock.now(), next);
    next = mine + 1000 / perSecond;
    for (let left = mine - clock.now(); left > 0 && !signal?.aborted; left = mine - clock.now()) {
      await clock.sleep(Math.min(left, LOOK_EACH_MS));
    }
  };
}
