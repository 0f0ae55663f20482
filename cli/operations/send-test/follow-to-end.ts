import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../inbox';

const LOOK_EACH_MS = 500;

/** The event's record once it is final; as it stands when the time is over or somebody stops. */
export async function followToEnd(
  key: string,
  seconds: number,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): Promise<EventRecord | undefined> {
  const until = context.now() + seconds * 1000;
  const signal = context.stopAsked();
  const progress = context.output.progress(1, 'followed to its end');
  try {
    for (;;) {
      const record = await inbox.store.get(key);
      const isOver = context.now() >= until || signal.aborted;
      if (isOver || (record && isFinal(record.status))) {
        return record;
      }
      await sleep(LOOK_EACH_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.stop();
  }
}
