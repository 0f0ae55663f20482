import { ProviderError } from '../../domain/provider/error-kinds';
import { beginningOf } from '../../domain/reconcile/reconcile';
import { begun, isDue, overdueSeconds } from '../../domain/reconcile/reconcile-schedule';
import { type ReconcileState, reconcileKey } from '../../domain/reconcile/reconcile-state';
import type { ReconcileSettings } from '../../domain/reconcile/reconciliation';
import { errorName } from '../../domain/text/error-name';
import { concurrently } from '../concurrently';
import type { Source } from '../source';
import { reconcile } from './reconcile';
import type { ReconcileDeps, ReconcileReport } from './reconcile-deps';

/** States of sources, when all are looked at. */
const LOOK_UPS_AT_ONCE = 10;

type ReconciledSource = Source & { readonly reconcile: ReconcileSettings };

export interface ProviderRun {
  /** Epoch milliseconds after which no new page is begun. */
  readonly deadline: number;
  /** Started by the clock: runs the sources that are due. Otherwise all of them. */
  readonly isScheduled: boolean;
  /** Told after each page, once it counts. */
  readonly onProgress?: () => void;
}

/** Some sources could not be reconciled; the others were. */
export class SourcesFailedError extends Error {
  override readonly name = 'SourcesFailedError';
}

/** One source's turn. */
interface Turn {
  readonly source: ReconciledSource;
  readonly state: ReconcileState;
}

/** What came of one start. */
class Outcome {
  readonly begun = new Set<string>();
  readonly reports = new Map<string, ReconcileReport>();
  readonly failed = new Set<string>();
  /** Got no page of the provider's list although it was their turn, or got no turn. */
  readonly withoutPage: Turn[] = [];
}

/**
 * One start of a provider's reconciler. Of the sources that are due the one that has waited longest goes first, each gets an equal part
 * of the time that is left, and the problem of one is not the others': whoever had no turn is first at the next start.
 * @throws SourcesFailedError at the end, when any source failed
 */
export async function reconcileProvider(
  sources: Iterable<Source>,
  run: ProviderRun,
  deps: ReconcileDeps,
): Promise<readonly ReconcileReport[]> {
  const reconciled = [...sources].filter((source): source is ReconciledSource => !!source.reconcile);
  const startedAt = deps.clock.now();
  const outcome = new Outcome();
  let turns = await dueTurns(reconciled, run, deps);
  while (turns.length > 0 && deps.clock.now() < run.deadline) {
    turns = await takeTurns(turns, { run, outcome, deps });
  }
  for (const turn of outcome.withoutPage) {
    tellOverdue(turn, startedAt, deps);
  }
  const { failed, reports } = outcome;
  if (failed.size > 0) {
    const names = [...failed].join(', ');
    throw new SourcesFailedError(`${failed.size} of ${reconciled.length} sources failed: ${names}.`);
  }
  return [...reports.values()];
}

/** A source that was never seen is noted at once, by which its first run knows what is older history. */
async function dueTurns(
  sources: readonly ReconciledSource[],
  { isScheduled }: ProviderRun,
  { clock, states }: ReconcileDeps,
): Promise<Turn[]> {
  const now = clock.now();
  const turns: Turn[] = [];
  await concurrently(sources, LOOK_UPS_AT_ONCE, async (source) => {
    const key = stateKey(source);
    const found = await states.load(key);
    const first: ReconcileState = { version: 1, startedAt: beginningOf(source.reconcile, now) };
    const state = found ?? ((await states.save(key, first)) ? first : undefined);
    if (state && (!isScheduled || isDue(state, now))) {
      turns.push({ source, state });
    }
  });
  return turns.sort((one, other) => (one.state.dueAt ?? '').localeCompare(other.state.dueAt ?? ''));
}

interface Start {
  readonly run: ProviderRun;
  readonly outcome: Outcome;
  readonly deps: ReconcileDeps;
}

/** One turn each, as far as the time goes. Gives back those whose part of the time was too short for what their provider lists. */
async function takeTurns(turns: readonly Turn[], start: Start): Promise<Turn[]> {
  const { run, outcome, deps } = start;
  const cutShort: Turn[] = [];
  for (const [index, turn] of turns.entries()) {
    const now = deps.clock.now();
    if (now >= run.deadline) {
      outcome.withoutPage.push(...turns.slice(index).filter(({ source }) => !outcome.begun.has(source.id)));
      break;
    }
    const deadline = now + (run.deadline - now) / (turns.length - index);
    if (await takeTurn(turn, deadline, start)) {
      cutShort.push(turn);
    }
  }
  return cutShort;
}

/** True: its time was over before its list. */
async function takeTurn(turn: Turn, deadline: number, { run, outcome, deps }: Start): Promise<boolean> {
  const { id } = turn.source;
  let pages = 0;
  const onProgress = () => {
    pages += 1;
    run.onProgress?.();
  };
  try {
    if (!outcome.begun.has(id)) {
      outcome.begun.add(id);
      if (!(await begin(turn, run, deps))) {
        return false;
      }
    }
    const report = await reconcile(turn.source, { deadline, onProgress }, deps);
    const { totals, ...rest } = report;
    deps.telemetry.log('info', 'Reconciled.', { ...rest, ...totals });
    outcome.reports.set(id, report);
    const isPaused = report.outcome === 'paused';
    if (isPaused && pages === 0) {
      outcome.withoutPage.push(turn);
    }
    return isPaused && pages > 0 && deps.clock.now() >= deadline;
  } catch (error) {
    outcome.failed.add(id);
    if (pages === 0) {
      outcome.withoutPage.push(turn);
    }
    const said = error instanceof ProviderError ? error.message : errorName(error);
    deps.telemetry.log('error', 'The source could not be reconciled.', { source: id, error: said });
    return false;
  }
}

function stateKey({ id, provider }: Source): string {
  return reconcileKey({ id, provider: provider.manifest.id });
}

/** Sets the source's next run. False: another start of the reconciler was faster. */
async function begin(
  { source, state }: Turn,
  { isScheduled }: ProviderRun,
  { clock, states }: ReconcileDeps,
): Promise<boolean> {
  // A run by hand leaves the schedule as it is.
  return !isScheduled || states.save(stateKey(source), begun(state, source.reconcile, clock.now()));
}

/** Of a source that got no page of its provider's list, in this start and for too long. */
function tellOverdue({ source, state }: Turn, startedAt: number, deps: ReconcileDeps): void {
  const seconds = overdueSeconds(state, source.reconcile, startedAt);
  if (seconds > 0) {
    deps.telemetry.measure('ReconciliationOverdue', seconds, { provider: source.provider.manifest.id });
    deps.telemetry.log('warn', 'The source is overdue.', { source: source.id, seconds });
  }
}
