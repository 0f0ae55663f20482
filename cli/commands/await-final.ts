import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';

const POLL_EACH_MS = 1_000;

/** The records of these events once all are final; as they stand when the time is over or somebody stops. */
export async function awaitFinal(
  keys: readonly string[],
  seconds: number,
  inbox: Pick<Inbox, 'index'>,
  context: Pick<Context, 'now' | 'stopAsked' | 'output'>,
): Promise<ReadonlyMap<string, EventRecord>> {
  const until = context.now() + seconds * 1000;
  const signal = context.stopAsked();
  const progress = context.output.progress(keys.length, keys.length === 1 ? 'event final' : 'events final');
  const records = new Map<string, EventRecord>();
  let open = keys;
  try {
    for (;;) {
      const found = await inbox.index.records(open);
      for (const [key, record] of found) {
        records.set(key, record);
      }
      const stillOpen = open.filter((key) => !isFinal(records.get(key)?.status ?? 'RECEIVED'));
      progress.advance(open.length - stillOpen.length);
      open = stillOpen;
      if (open.length === 0 || signal.aborted || context.now() >= until) {
        return records;
      }
      await sleep(POLL_EACH_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.stop();
  }
}
