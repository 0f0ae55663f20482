import { redrive } from '../domain/recovery-moves';
import { decodeMessage } from '../domain/work-message';
import { keepBody } from './keep-body';
import type { DeadLetter, DeadLetterQueue, EventStore, RenewableRawStore } from './ports';
import { moveContext, type RecordDeps, sendWhenDue } from './record-outcome';

export interface RedriveDeps extends RecordDeps {
  readonly store: Pick<EventStore, 'get' | 'update'>;
  readonly raw: Pick<RenewableRawStore, 'getRaw' | 'renewRaw'>;
}

/** `not_failed`: the event is not FAILED (any more), so there is nothing to bring back. */
export type RedriveOutcome = 'redriven' | 'not_failed' | 'unknown_event';

/** Brings one FAILED event back: window and counters start anew. A second redrive of the same event finds it not FAILED. */
export async function redriveEvent(pk: string, deps: RedriveDeps, reason?: string): Promise<RedriveOutcome> {
  const record = await deps.store.get(pk);
  if (!record) {
    return 'unknown_event';
  }
  if (record.status !== 'FAILED') {
    return 'not_failed';
  }
  await keepBody(record, deps);
  const outcome = await deps.store.update(redrive(record, moveContext(deps), reason));
  if (!outcome.applied) {
    return 'not_failed';
  }
  await sendWhenDue(outcome.record, deps);
  return 'redriven';
}

export interface DeadLetterReport {
  readonly pk: string;
  readonly outcome: RedriveOutcome | 'unreadable';
}

export interface RedriveLettersOptions {
  readonly limit: number;
  readonly reason?: string | undefined;
  /** Ends the work between two letters. */
  readonly signal?: AbortSignal | undefined;
  onReport?(report: DeadLetterReport): void;
}

/**
 * Redrives the events of the dead letters, each once, and only then deletes the letter: a crash in between leaves a letter
 * whose event is no longer FAILED, which the next run merely deletes. Unreadable letters stay.
 */
export async function redriveDeadLetters(
  letters: DeadLetterQueue,
  deps: RedriveDeps,
  options: RedriveLettersOptions,
): Promise<readonly DeadLetterReport[]> {
  const reports: DeadLetterReport[] = [];
  const kept = new Set<string>();
  for await (const letter of lettersIn(letters, options.limit)) {
    if (options.signal?.aborted) {
      break;
    }
    // What stays comes back once its invisibility is over.
    if (letter.id !== undefined && kept.has(letter.id)) {
      continue;
    }
    const report = await redriveLetter(letter, letters, { deps, reason: options.reason });
    if (report.outcome === 'unreadable' && letter.id !== undefined) {
      kept.add(letter.id);
    }
    reports.push(report);
    options.onReport?.(report);
  }
  return reports;
}

async function* lettersIn(letters: DeadLetterQueue, limit: number): AsyncGenerator<DeadLetter> {
  for (let left = limit; left > 0; ) {
    const received = await letters.receive(left);
    if (received.length === 0) {
      return;
    }
    yield* received;
    left -= received.length;
  }
}

async function redriveLetter(
  letter: DeadLetter,
  letters: DeadLetterQueue,
  { deps, reason }: { readonly deps: RedriveDeps; readonly reason: string | undefined },
): Promise<DeadLetterReport> {
  const pk = letterPk(letter);
  if (pk === undefined) {
    return { pk: '', outcome: 'unreadable' };
  }
  const outcome = await redriveEvent(pk, deps, reason);
  await letters.delete(letter);
  return { pk, outcome };
}

/** The event a dead letter is about; undefined for one this version cannot read. */
export function letterPk(letter: DeadLetter): string | undefined {
  try {
    return decodeMessage(letter.body).pk;
  } catch {
    return undefined;
  }
}
