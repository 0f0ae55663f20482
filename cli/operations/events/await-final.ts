import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Inbox } from '../../connection/inbox';

const POLL_EACH_MS = 1_000;

/**
 * The records of these events once all are final; as they stand when the time is over or somebody stops.
 * `onFinal` is told how many have become final since it was told last.
 */
export async function awaitFinal(
  keys: readonly string[],
  options: {
    readonly seconds: number;
    readonly signal: AbortSignal;
    now(): number;
    onFinal(count: number): void;
  },
  { index }: Pick<Inbox, 'index'>,
): Promise<ReadonlyMap<string, EventRecord>> {
  const { signal, now } = options;
  const until = now() + options.seconds * 1000;
  const records = new Map<string, EventRecord>();
  for (let open = keys; ; ) {
    for (const [key, record] of await index.records(open)) {
      records.set(key, record);
    }
    const stillOpen = open.filter((key) => !isFinal(records.get(key)?.status ?? 'RECEIVED'));
    options.onFinal(open.length - stillOpen.length);
    open = stillOpen;
    if (open.length === 0 || signal.aborted || now() >= until) {
      return records;
    }
    await sleep(POLL_EACH_MS, undefined, { signal }).catch(() => undefined);
  }
}
