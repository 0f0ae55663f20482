import { ProviderError } from '../../domain/provider/error-kinds';
import {
  firstState,
  isDue,
  overdueSeconds,
  type ReconcileSettings,
  type ReconcileState,
  reconcileKey,
  scheduleNext,
} from '../../domain/reconcile/reconcile-state';
import { concurrently } from '../concurrently';
import { errorName } from '../event-telemetry';
import type { Source } from '../source';
import type { ReconcileDeps, ReconcileReport } from './reconcile-deps';
import { reconcileSource } from './reconcile-source';

const CONCURRENCY = 10;

type ReconciledSource = Source & { readonly reconcile: ReconcileSettings };

export interface ProviderRunOptions {
  /** Epoch milliseconds after which no new page is begun. */
  readonly deadline: number;
  /** Started by the schedule: runs the sources that are due. Otherwise all of them. */
  readonly isScheduled: boolean;
  /** Called after each page, once it counts. */
  readonly onProgress?: () => void;
}

/** Some sources could not be reconciled; the others were. */
export class SourcesFailedError extends Error {
  override readonly name = 'SourcesFailedError';
}

interface Turn {
  readonly source: ReconciledSource;
  readonly key: string;
  readonly state: ReconcileState;
}

/**
 * One start of a provider's reconciler. Of the sources that are due the one that has waited longest goes first, and each gets an equal
 * part of the remaining time. A failure of one source does not stop the others; a source that had no turn is first at the next start.
 * @throws SourcesFailedError at the end, when any source failed
 */
export async function reconcileProvider(
  sources: Iterable<Source>,
  options: ProviderRunOptions,
  deps: ReconcileDeps,
): Promise<readonly ReconcileReport[]> {
  const reconciled = [...sources].filter((source): source is ReconciledSource => !!source.reconcile);
  const startedAt = deps.clock.now();
  const run = new ProviderRun(options, deps);
  let turns = await run.findDueTurns(reconciled);
  while (turns.length > 0 && deps.clock.now() < options.deadline) {
    turns = await run.takeTurns(turns);
  }
  for (const { source, state } of run.withoutPage) {
    const seconds = overdueSeconds(state, source.reconcile, startedAt);
    if (seconds > 0) {
      const { id } = source.provider.manifest;
      deps.telemetry.measure('ReconciliationOverdue', seconds, { provider: id });
      deps.telemetry.log('warn', 'The source is overdue.', { source: source.id, seconds });
    }
  }
  const { failed, reports } = run;
  if (failed.size > 0) {
    const names = [...failed].join(', ');
    throw new SourcesFailedError(`${failed.size} of ${reconciled.length} sources failed: ${names}.`);
  }
  return [...reports.values()];
}

/** One start of a reconciler, and its outcome so far. */
class ProviderRun {
  readonly reports = new Map<string, ReconcileReport>();
  readonly failed = new Set<string>();
  /** Got no page of the provider's list although they were due, or got no turn. */
  readonly withoutPage: Turn[] = [];
  private readonly started = new Set<string>();

  constructor(
    private readonly options: ProviderRunOptions,
    private readonly deps: ReconcileDeps,
  ) {}

  /** A source that was never seen gets its first state at once: later runs know by it what is older history. */
  async findDueTurns(sources: readonly ReconciledSource[]): Promise<Turn[]> {
    const { clock, states } = this.deps;
    const now = clock.now();
    const turns: Turn[] = [];
    await concurrently(sources, CONCURRENCY, async (source) => {
      const key = reconcileKey({ id: source.id, provider: source.provider.manifest.id });
      const first = firstState(source.reconcile, now);
      const state = (await states.load(key)) ?? ((await states.save(key, first)) ? first : undefined);
      if (state && (!this.options.isScheduled || isDue(state, now))) {
        turns.push({ source, key, state });
      }
    });
    return turns.sort((one, other) => (one.state.dueAt ?? 0) - (other.state.dueAt ?? 0));
  }

  /** One turn each while time remains. Returns those whose part of the time was too short for what their provider lists. */
  async takeTurns(turns: readonly Turn[]): Promise<Turn[]> {
    const cutShort: Turn[] = [];
    for (const [index, turn] of turns.entries()) {
      const now = this.deps.clock.now();
      if (now >= this.options.deadline) {
        this.withoutPage.push(...turns.slice(index).filter(({ source }) => !this.started.has(source.id)));
        break;
      }
      const deadline = now + (this.options.deadline - now) / (turns.length - index);
      const outcome = await this.takeTurn(turn, deadline);
      if (outcome === 'cutShort') {
        cutShort.push(turn);
      }
    }
    return cutShort;
  }

  /** Cut short: its time was used up before the end of its list. */
  private async takeTurn(turn: Turn, deadline: number): Promise<'ended' | 'cutShort'> {
    const { source, key, state } = turn;
    const { clock, states, telemetry } = this.deps;
    let pages = 0;
    const onProgress = () => {
      pages += 1;
      this.options.onProgress?.();
    };
    try {
      if (!this.started.has(source.id)) {
        this.started.add(source.id);
        // Sets the next run; a run by hand leaves the schedule as it is. False: another start of the reconciler was faster.
        const next = scheduleNext(state, source.reconcile, clock.now());
        if (this.options.isScheduled && !(await states.save(key, next))) {
          return 'ended';
        }
      }
      const report = await reconcileSource(source, { deadline, onProgress }, this.deps);
      const { totals, ...rest } = report;
      telemetry.log('info', 'Reconciled.', { ...rest, ...totals });
      this.reports.set(source.id, report);
      const isPaused = report.outcome === 'paused';
      if (isPaused && pages === 0) {
        this.withoutPage.push(turn);
      }
      return isPaused && pages > 0 && clock.now() >= deadline ? 'cutShort' : 'ended';
    } catch (error) {
      this.failed.add(source.id);
      if (pages === 0) {
        this.withoutPage.push(turn);
      }
      const message = error instanceof ProviderError ? error.message : errorName(error);
      telemetry.log('error', 'The source could not be reconciled.', { source: source.id, error: message });
      return 'ended';
    }
  }
}
