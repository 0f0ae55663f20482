import type { EventRecord } from '../../lambda/domain/record/event-record';
import { forEachAtRate } from '../../lambda/usecases/recover/for-each-at-rate';
import { EventRetrier, type RetryDeps, type RetryOutcome } from '../../lambda/usecases/recover/retry-event';
import type { Inbox } from '../connection/inbox';
import { openRecords } from './events/select-events';

/** Which open events; all that is given must hold. */
export interface OpenSelection {
  readonly source?: string | undefined;
  readonly document?: string | undefined;
  /** Of `lastError`. */
  readonly kind?: string | undefined;
}

/** The open events of a selection, oldest receipt first. `onLeftOut` is told when there are more than can be read. */
export async function selectOpenEvents(
  { source, document, kind }: OpenSelection,
  inbox: Pick<Inbox, 'index'>,
  onLeftOut: (text: string) => void,
): Promise<readonly EventRecord[]> {
  const open = await openRecords(inbox, onLeftOut);
  return open
    .filter(
      (record) =>
        (source === undefined || record.source === source) &&
        (document === undefined || record.documentId === document) &&
        (kind === undefined || record.lastError?.kind === kind),
    )
    .sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
}

export interface RunRetryOptions {
  /** Events per second. */
  readonly perSecond: number;
  /** Reads only: the outcomes are those of a run that is made now. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  onEvent?(): void;
}

/** What became of each event, by its key. Those that an interruption or an error left untried are missing. */
export interface RetryRun {
  readonly outcomes: ReadonlyMap<string, RetryOutcome>;
  /** Ended the run; what was done before is in `outcomes`. */
  readonly error?: unknown;
}

/** Tries open events now, at a rate, or says what trying them would do. */
export async function runRetry(
  records: readonly EventRecord[],
  deps: RetryDeps,
  { dryRun, onEvent, ...rate }: RunRetryOptions,
): Promise<RetryRun> {
  const retrier = new EventRetrier(deps);
  if (dryRun) {
    return { outcomes: new Map(records.map((record) => [record.pk, retrier.planRetry(record)])) };
  }
  const outcomes = new Map<string, RetryOutcome>();
  try {
    await forEachAtRate(records, rate, deps.clock, async ({ pk }) => {
      outcomes.set(pk, await retrier.retryEvent(pk));
      onEvent?.();
    });
    return { outcomes };
  } catch (error) {
    return { outcomes, error };
  }
}
