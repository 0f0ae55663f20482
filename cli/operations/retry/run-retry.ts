import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { planRetry, type RetryOutcome, retryMany } from '../../../lambda/usecases/recover/retry-event';
import type { Inbox } from '../../connection/inbox';
import { defaultRate } from '../default-rate';

export interface RetryRequest {
  readonly records: readonly EventRecord[];
  /** Events per second. @default half of the slowest provider's pace */
  readonly rate?: number | undefined;
  /** Reads only: the outcomes are those of a run that is made now. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  onEvent?(): void;
  warn(text: string): void;
}

/** What became of each event, by its key. Those that an interruption or an error left untried are missing. */
export interface RetryRun {
  readonly outcomes: ReadonlyMap<string, RetryOutcome>;
  /** Ended the run; what was done before is in `outcomes`. */
  readonly error?: unknown;
}

/** Tries open events now, or says what trying them would do. */
export async function runRetry(request: RetryRequest, inbox: Inbox): Promise<RetryRun> {
  const { records, dryRun, rate, signal, onEvent } = request;
  const deps = inbox.deps((text) => request.warn(text));
  const outcomes = new Map<string, RetryOutcome>();
  if (dryRun) {
    for (const record of records) {
      outcomes.set(record.pk, planRetry(record, deps));
    }
    return { outcomes };
  }
  const perSecond = rate ?? defaultRate(records, inbox);
  const onOutcome = (pk: string, outcome: RetryOutcome) => {
    outcomes.set(pk, outcome);
    onEvent?.();
  };
  try {
    await retryMany(
      records.map(({ pk }) => pk),
      { perSecond, signal, onOutcome },
      deps,
    );
    return { outcomes };
  } catch (error) {
    return { outcomes, error };
  }
}
