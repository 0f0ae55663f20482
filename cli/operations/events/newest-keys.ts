import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import { toIso } from '../../../lambda/domain/record/event-record';
import type { Inbox } from '../../connection/inbox';

export interface KeyQuery {
  readonly status: EventStatus;
  /** Epoch milliseconds, both included. */
  readonly from: number;
  readonly to: number;
}

export interface KeyLimits {
  readonly most: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

export interface NewestKeys {
  /** Newest first. */
  readonly keys: readonly string[];
  /** False: a limit was reached, there may be more. */
  readonly complete: boolean;
}

/** Keys of final events by the status index, newest first, within limits. */
export async function newestKeys(
  { status, from, to }: KeyQuery,
  index: Inbox['index'],
  { most, deadline }: KeyLimits,
): Promise<NewestKeys> {
  const keys: string[] = [];
  for (const day of daysBetween(from, to)) {
    const entries = index.finalKeys({ status, day, from, to });
    for (;;) {
      const step = await within(entries.next(), deadline);
      if (step === undefined) {
        return { keys, complete: false };
      }
      if (step.done === true) {
        break;
      }
      if (keys.length === most) {
        return { keys, complete: false };
      }
      keys.push(step.value.pk);
    }
  }
  return { keys, complete: true };
}

/** What was promised, or undefined when it does not come before the deadline. */
export async function within<T>(promised: Promise<T>, deadline: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - Date.now()), undefined);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for it any more.
    promised.catch(() => undefined);
  }
}

const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of every day between two times, newest first. */
export function daysBetween(since: number, until: number): readonly string[] {
  const days: string[] = [];
  for (let day = dayStart(until); day >= dayStart(since); day -= DAY_MS) {
    days.push(toIso(day).slice(0, 10));
  }
  return days;
}

function dayStart(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}
