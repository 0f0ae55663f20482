import { redrive } from '../domain/moves';
import { decodeMessage } from '../domain/work-message';
import type { DeadLetter, DeadLetterQueue, EventStore } from './ports';
import { moveContext, type RecordDeps, sendWhenDue } from './record-outcome';

export interface RedriveDeps extends RecordDeps {
  readonly store: Pick<EventStore, 'get' | 'update'>;
}

/** `not_failed`: the event is not FAILED (any more), so there is nothing to bring back. */
export type RedriveOutcome = 'redriven' | 'not_failed' | 'unknown_event';

/** Brings one FAILED event back: window and counters start anew. A second redrive of the same event finds it not FAILED. */
export async function redriveEvent(pk: string, deps: RedriveDeps): Promise<RedriveOutcome> {
  const record = await deps.store.get(pk);
  if (!record) {
    return 'unknown_event';
  }
  if (record.status !== 'FAILED') {
    return 'not_failed';
  }
  const outcome = await deps.store.update(redrive(record, moveContext(deps)));
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

/**
 * Redrives the events of the dead letters, each once, and only then deletes the letter: a crash in between leaves a letter
 * whose event is no longer FAILED, which the next run merely deletes. Unreadable letters stay.
 */
export async function redriveDeadLetters(
  letters: DeadLetterQueue,
  deps: RedriveDeps,
  limit: number,
): Promise<readonly DeadLetterReport[]> {
  const reports: DeadLetterReport[] = [];
  while (reports.length < limit) {
    const received = await letters.receive();
    if (received.length === 0) {
      break;
    }
    for (const letter of received) {
      reports.push(await redriveLetter(letter, letters, deps));
    }
  }
  return reports;
}

async function redriveLetter(
  letter: DeadLetter,
  letters: DeadLetterQueue,
  deps: RedriveDeps,
): Promise<DeadLetterReport> {
  const pk = readPk(letter);
  if (pk === undefined) {
    return { pk: '', outcome: 'unreadable' };
  }
  const outcome = await redriveEvent(pk, deps);
  await letters.delete(letter);
  return { pk, outcome };
}

function readPk(letter: DeadLetter): string | undefined {
  try {
    return decodeMessage(letter.body).pk;
  } catch {
    return undefined;
  }
}
