import { redrive } from '../domain/recovery-moves';
import { handleLetters, letterPk } from './dead-letters';
import { keepBody } from './keep-body';
import type { DeadLetter, DeadLetterQueue, EventStore, RenewableRawStore, Telemetry } from './ports';
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
 * whose event is no longer FAILED, which the next run merely deletes. Letters that were received and are kept (unreadable ones,
 * and those an error or a stop left over) are made visible again at the end.
 */
export async function redriveDeadLetters(
  letters: DeadLetterQueue,
  deps: RedriveDeps,
  options: RedriveLettersOptions,
): Promise<readonly DeadLetterReport[]> {
  const reports: DeadLetterReport[] = [];
  await handleLetters(letters, deps, options, async (letter) => {
    const report = await redriveLetter(letter, letters, { deps, reason: options.reason });
    reports.push(report);
    options.onReport?.(report);
    return report.outcome === 'unreadable' ? 'kept' : 'deleted';
  });
  return reports;
}

/** What `redriveDeadLetters` would do with these letters; changes nothing. */
export async function planDeadLetters(
  letters: DeadLetterQueue,
  deps: { readonly store: Pick<EventStore, 'get'>; readonly telemetry: Pick<Telemetry, 'log'> },
  options: Omit<RedriveLettersOptions, 'reason'>,
): Promise<readonly DeadLetterReport[]> {
  const reports: DeadLetterReport[] = [];
  const planned = new Set<string>();
  await handleLetters(letters, deps, options, async (letter) => {
    const report = await planLetter(letter, deps.store, planned);
    reports.push(report);
    options.onReport?.(report);
    return 'kept';
  });
  return reports;
}

/** Of two letters of one event the second finds it no longer FAILED. */
async function planLetter(
  letter: DeadLetter,
  store: Pick<EventStore, 'get'>,
  planned: Set<string>,
): Promise<DeadLetterReport> {
  const pk = letterPk(letter);
  if (pk === undefined) {
    return { pk: '', outcome: 'unreadable' };
  }
  const record = await store.get(pk);
  if (!record) {
    return { pk, outcome: 'unknown_event' };
  }
  const isRedriven = record.status === 'FAILED' && !planned.has(pk);
  planned.add(pk);
  return { pk, outcome: isRedriven ? 'redriven' : 'not_failed' };
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
