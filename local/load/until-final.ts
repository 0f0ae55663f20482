import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '../../lambda/domain/event-record';
import { isFinal } from '../../lambda/domain/lifecycle';

const LOOK_AGAIN_MS = 1_000;

export interface UntilFinal {
  records(keys: readonly string[]): Promise<Map<string, EventRecord>>;
  /** Milliseconds it may take. */
  readonly within: number;
  /** Told how many are still open, each time. */
  progress(open: number): void;
}

/** The records of these keys, once all there are final, or as they stand when the time is over. */
export async function recordsOnceFinal(
  keys: readonly string[],
  { records, within, progress }: UntilFinal,
): Promise<Map<string, EventRecord>> {
  const until = Date.now() + within;
  const found = new Map<string, EventRecord>();
  let open = keys;
  for (;;) {
    for (const [key, record] of await records(open)) {
      found.set(key, record);
    }
    open = open.filter((key) => !isDone(found.get(key)));
    progress(open.length);
    if (open.length === 0 || Date.now() >= until) {
      return found;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

function isDone(record: EventRecord | undefined): boolean {
  return record !== undefined && isFinal(record.status);
}
