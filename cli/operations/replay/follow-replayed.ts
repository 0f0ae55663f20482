import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { splitReasons } from '../../../lambda/domain/result/returned-error';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';

const LOOK_EACH_MS = 1_000;

/** What became of an event that was queued to run again. */
export const BECAME = ['stored', 'extraction_failed', 'archived', 'failed', 'unchanged', 'open'] as const;

export interface Became {
  /** `unchanged`: the provider had nothing better, and the event returned to its former state; `open`: it is not final yet. */
  readonly became: (typeof BECAME)[number];
  /** Kind of the error of an event that failed again, is unchanged, or has met one so far. */
  readonly kind?: string | undefined;
}

/** Looks at these events until all are final, the time is over or somebody stops. Answers key → what became of it. */
export async function followReplayed(
  keys: readonly string[],
  seconds: number,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): Promise<ReadonlyMap<string, Became>> {
  const found = new Map<string, Became>();
  const until = context.now() + seconds * 1000;
  const signal = context.stopAsked();
  const progress = context.output.progress(keys.length, 'events final');
  try {
    for (;;) {
      const open = keys.filter((key) => isOpen(found.get(key)));
      const records = await inbox.index.records(open);
      for (const key of open) {
        const became = whatBecameOf(records.get(key));
        found.set(key, became);
        progress.advance(became.became === 'open' ? 0 : 1);
      }
      const isDone = keys.every((key) => !isOpen(found.get(key)));
      if (isDone || signal.aborted || context.now() >= until) {
        return found;
      }
      await sleep(LOOK_EACH_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.stop();
  }
}

function isOpen(became: Became | undefined): boolean {
  return became === undefined || became.became === 'open';
}

function whatBecameOf(record: EventRecord | undefined): Became {
  const kind = record?.lastError?.kind;
  if (!record || !isFinal(record.status)) {
    // Before its first attempt the error is that of its former life.
    return { became: 'open', kind: record?.attempts ? kind : undefined };
  }
  // Opening the event removed what an earlier replay had met, so this is what this one met.
  const { replayKind } = splitReasons(record.lastError?.message ?? '');
  if (replayKind !== undefined) {
    return { became: 'unchanged', kind: replayKind };
  }
  switch (record.status) {
    case 'STORED':
      return { became: 'stored' };
    case 'EXTRACTION_FAILED':
      return { became: 'extraction_failed' };
    case 'FAILED':
      return { became: 'failed', kind };
    default:
      return { became: 'archived' };
  }
}
