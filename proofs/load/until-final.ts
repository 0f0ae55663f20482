import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';

const LOOK_EVERY_MS = 1_000;

export interface UntilFinal {
  records(keys: readonly string[]): Promise<Map<string, EventRecord>>;
  /** Milliseconds it may take. */
  readonly within: number;
  /** @default 1,000 */
  readonly lookEveryMs?: number;
  /** Told how many are still open, when that has changed. */
  progress(open: number): void;
}

/** The records of these keys, once all there are final, or as they stand when the time is over. */
export async function recordsOnceFinal(
  keys: readonly string[],
  { records, within, progress, lookEveryMs = LOOK_EVERY_MS }: UntilFinal,
): Promise<Map<string, EventRecord>> {
  const until = Date.now() + within;
  const found = new Map<string, EventRecord>();
  let open = keys;
  let told = -1;
  for (;;) {
    for (const [key, record] of await records(open)) {
      found.set(key, record);
    }
    open = open.filter((key) => !isDone(found.get(key)));
    if (open.length !== told) {
      told = open.length;
      progress(told);
    }
    if (open.length === 0 || Date.now() >= until) {
      return found;
    }
    await sleep(lookEveryMs);
  }
}

function isDone(record: EventRecord | undefined): boolean {
  return record !== undefined && isFinal(record.status);
}
