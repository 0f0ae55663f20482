import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { openedAt } from '../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { waitFor } from '../aws/until';
import type { Stores } from '../stores';
import type { Ending } from './kinds/send-kind';

const LOOK_AGAIN_MS = 200;

export interface ExpectedEndings {
  /** Keys of the records. */
  readonly pks: readonly string[];
  readonly ends: Ending;
  readonly withinMs: number;
}

/** Waits until each event has come to its ending, and tells it. True: each has, and it was the expected one. */
export async function awaitEndings(
  { pks, ends, withinMs }: ExpectedEndings,
  stores: Pick<Stores, 'records'>,
  tell: (line: string) => void,
): Promise<boolean> {
  const open = new Set(pks);
  let good = true;
  await waitFor(
    withinMs,
    async () => {
      for (const [pk, record] of await stores.records([...open])) {
        if (isOver(record, ends)) {
          open.delete(pk);
          good &&= isAsExpected(record, ends);
          tell(describeRecord(record));
        }
      }
      return open.size === 0 || undefined;
    },
    LOOK_AGAIN_MS,
  );
  for (const [, record] of open.size > 0 ? await stores.records([...open]) : []) {
    tell(`Not final within ${withinMs / 1000} s: ${describeRecord(record)}`);
  }
  return good && open.size === 0;
}

function isOver(record: EventRecord, ends: Ending): boolean {
  return isFinal(record.status) || isAsExpected(record, ends);
}

function isAsExpected({ status, lastError }: EventRecord, ends: Ending): boolean {
  if ('waits' in ends) {
    return status === 'RECEIVED' && lastError?.kind === ends.waits;
  }
  return 'state' in ends && status === ends.state;
}

/** `STORED  evt_1  399 ms  results/…` */
function describeRecord(record: EventRecord): string {
  const { status, eventId, lastError, resultKey, updatedAt } = record;
  const why = lastError && status !== 'STORED' ? `${lastError.kind}: ${lastError.message}` : resultKey;
  const time = `${updatedAt - openedAt(record)} ms`;
  return [status, eventId, time, why].filter((part) => part !== undefined).join('  ');
}
