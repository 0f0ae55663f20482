import { redrive } from '../../domain/lifecycle/recovery-transitions';
import type { DeadLetter, DeadLetterQueue, EventStore, RenewableRawStore, Telemetry } from '../ports';
import { keepStoredBody } from '../receive/stored-body';
import { sendWhenDue } from '../send-when-due';
import { findSource, type Sources } from '../source';
import { type TransitionDeps, transitionContext } from '../transition-context';
import { handleLetters, letterPk } from './dead-letters';

export interface RedriveDeps extends TransitionDeps {
  readonly sources: Sources;
  readonly store: Pick<EventStore, 'get' | 'update'>;
  readonly raw: Pick<RenewableRawStore, 'getRaw' | 'renewRaw'>;
}

/**
 * `not_failed`: the event is not FAILED (any more), so there is nothing to bring back. `unknown_source`: its source is not configured,
 * so it would only wait and fail again.
 */
export type RedriveOutcome = 'redriven' | 'not_failed' | 'unknown_event' | 'unknown_source';

/** Brings one FAILED event back: window and counters start anew. A second redrive of the same event finds it not FAILED. */
export async function redriveEvent(pk: string, deps: RedriveDeps, reason?: string): Promise<RedriveOutcome> {
  const record = await deps.store.get(pk);
  if (!record) {
    return 'unknown_event';
  }
  if (record.status !== 'FAILED') {
    return 'not_failed';
  }
  if (!findSource(record, deps.sources)) {
    return 'unknown_source';
  }
  await keepStoredBody(record, deps);
  const outcome = await deps.store.update(redrive(record, transitionContext(deps), reason));
  if (!outcome.applied) {
    return 'not_failed';
  }
  await sendWhenDue(outcome.record, deps);
  return 'redriven';
}

export interface DeadLetterReport {
  readonly pk: string;
  readonly outcome: RedriveOutcome | 'invalid';
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
 * whose event is no longer FAILED, which the next run merely deletes. Letters that were received and are kept (invalid ones, those of
 * sources that are not configured, and those an error or a stop left over) are made visible again at the end.
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
    return isKept(report) ? 'kept' : 'deleted';
  });
  return reports;
}

interface PlanDeps extends Pick<RedriveDeps, 'sources'> {
  readonly store: Pick<EventStore, 'get'>;
  readonly telemetry: Pick<Telemetry, 'log'>;
}

/** Whether the letter stays, for a person to look at. */
export function isKept({ outcome }: Pick<DeadLetterReport, 'outcome'>): boolean {
  return outcome === 'invalid' || outcome === 'unknown_source';
}

/** What `redriveDeadLetters` would do with these letters; changes nothing. */
export async function planDeadLetters(
  letters: DeadLetterQueue,
  deps: PlanDeps,
  options: Omit<RedriveLettersOptions, 'reason'>,
): Promise<readonly DeadLetterReport[]> {
  const reports: DeadLetterReport[] = [];
  const planned = new Set<string>();
  await handleLetters(letters, deps, options, async (letter) => {
    const report = await planLetter(letter, deps, planned);
    reports.push(report);
    options.onReport?.(report);
    return 'kept';
  });
  return reports;
}

/** Of two letters of one event the second finds it no longer FAILED. */
async function planLetter(
  letter: DeadLetter,
  { store, sources }: PlanDeps,
  planned: Set<string>,
): Promise<DeadLetterReport> {
  const pk = letterPk(letter);
  if (pk === undefined) {
    return { pk: '', outcome: 'invalid' };
  }
  const record = await store.get(pk);
  if (!record) {
    return { pk, outcome: 'unknown_event' };
  }
  if (record.status === 'FAILED' && !findSource(record, sources)) {
    return { pk, outcome: 'unknown_source' };
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
    return { pk: '', outcome: 'invalid' };
  }
  const report = { pk, outcome: await redriveEvent(pk, deps, reason) };
  if (!isKept(report)) {
    await letters.delete(letter);
  }
  return report;
}
