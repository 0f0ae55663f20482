import { MAX_RESULT_BYTES } from '../../domain/lifecycle/policy';
import { MAX_RETRY_AFTER_MS } from '../../domain/lifecycle/retry-policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { ListedPage, Reconciliation } from '../../domain/provider/provider';
import {
  addPage,
  digestPage,
  findMissingOption,
  findResumableScan,
  isEmptyWindow,
  isInWindow,
  isTooYoung,
  NO_TOTALS,
  RECONCILE_DEFAULTS,
  startScan,
} from '../../domain/reconcile/reconcile-scan';
import {
  backfillKey,
  firstState,
  type ReconcileScan,
  type ReconcileState,
  reconcileKey,
} from '../../domain/reconcile/reconcile-state';
import { toIso } from '../../domain/record/event-record';
import { type Source, SourceToken } from '../source';
import { MissingEvents, type PageTotals } from './capture-missing';
import type { ReconcileDeps, ReconcileOptions, ReconcileReport } from './reconcile-deps';

const MAX_PAGES = 200;
const MAX_CAPTURES = 1_000;
/** One page, the wait for its turn included. */
const LIST_MS = 25_000;
/** After a 429 without `Retry-After`. */
const DEFAULT_PAUSE_MS = 60_000;

interface Checkpoint {
  readonly state: ReconcileState;
  readonly scan: ReconcileScan;
}

/**
 * Asks a source's provider what it finished, and captures what never arrived. The checkpoint is saved after each page, once the page's
 * captures are durable: the next run continues where a run was killed or reached a bound. Two runs at once capture the same events,
 * and one of them stops.
 * @throws ProviderError when the provider gave not one page
 */
export async function reconcileSource(
  source: Source,
  options: ReconcileOptions,
  deps: ReconcileDeps,
): Promise<ReconcileReport> {
  const { reconciliation } = source.provider;
  const isBackfill = options.since !== undefined;
  const settings = source.reconcile ?? (isBackfill ? RECONCILE_DEFAULTS : undefined);
  const missing = findMissingOption(source.provider, source.options);
  if (!reconciliation || missing !== undefined || !settings) {
    const reason = missing ?? 'Reconciliation is off in the configuration.';
    return { source: source.id, outcome: 'off', reason, totals: NO_TOTALS };
  }
  const key = (isBackfill ? backfillKey : reconcileKey)({
    id: source.id,
    provider: source.provider.manifest.id,
  });
  const run = new SourceRun({ source, reconciliation, options, key, deps });
  const now = deps.clock.now();
  const found = await deps.states.load(key);
  const state = found ?? firstState(settings, now);
  // The first run records when the source began: later ones know by it what is older history.
  if (!found && !(await run.save(state))) {
    return run.busy();
  }
  if (!(await deps.tokens.apiToken(source.id)).set) {
    return run.report('off', { reason: 'Its API token is still the placeholder.' });
  }
  if (state.notBefore !== undefined && state.notBefore > now) {
    return run.report('paused', {
      reason: 'The provider asked for a pause.',
      notBefore: state.notBefore,
      scan: state.scan,
    });
  }
  const input = { state, settings, now, since: options.since };
  const scan = (options.dryRun ? undefined : findResumableScan(input)) ?? startScan(input);
  if (isEmptyWindow(scan)) {
    const reason = `The provider was not asked: only documents unchanged for ${settings.settleMinutes} minutes are looked at, and the period to look at is shorter.`;
    return run.report('complete', { reason, scan });
  }
  return run.scanPages({ state, scan });
}

interface SourceRunProps {
  readonly source: Source;
  readonly reconciliation: Reconciliation;
  readonly options: ReconcileOptions;
  /** Of the saved state. */
  readonly key: string;
  readonly deps: ReconcileDeps;
}

interface ReportDetails {
  readonly reason?: string | undefined;
  readonly notBefore?: number | undefined;
  readonly scan?: ReconcileScan | undefined;
}

class SourceRun {
  constructor(private readonly props: SourceRunProps) {}

  async scanPages(start: Checkpoint): Promise<ReconcileReport> {
    const { source, options, deps } = this.props;
    const { manifest } = source.provider;
    const stored =
      options.since === undefined ? undefined : await deps.stored?.listSegments(manifest.id, source.id);
    const missing = new MissingEvents({ ...this.props, stored });
    let checkpoint = start;
    for (let pages = 0; ; pages += 1) {
      const bound = this.findBound(pages, checkpoint.scan.missing - start.scan.missing);
      if (bound !== undefined) {
        return this.report('paused', { reason: bound, scan: checkpoint.scan });
      }
      try {
        const page = await this.listPage(checkpoint.scan);
        const totals = await missing.capture(page, checkpoint.scan);
        checkpoint = nextCheckpoint(page, totals, checkpoint, deps.clock.now());
        if (!(await this.save(checkpoint.state))) {
          return this.busy();
        }
        this.countPage(page, totals, checkpoint.scan);
      } catch (error) {
        const handled = await this.handleFailure(error, checkpoint, pages === 0);
        if ('outcome' in handled) {
          return handled;
        }
        checkpoint = handled;
      }
      if (!checkpoint.state.scan) {
        return this.report('complete', { scan: checkpoint.scan });
      }
    }
  }

  /** Why no further page is read; undefined: one may be. */
  private findBound(pages: number, captured: number): string | undefined {
    const { options, deps } = this.props;
    const then = options.dryRun ? 'a dry run saves no checkpoint' : 'the next run continues';
    if (options.signal?.aborted) {
      return `Stopped after ${pages} pages; ${then}.`;
    }
    if (deps.clock.now() >= options.deadline) {
      return `Time budget used up after ${pages} pages; ${then}.`;
    }
    if (pages >= (options.maxPages ?? MAX_PAGES)) {
      return `Read ${pages} pages, the maximum of one run; ${then}.`;
    }
    return captured >= (options.maxCaptures ?? MAX_CAPTURES)
      ? `Found ${captured} missing documents, the maximum of one run; ${then}.`
      : undefined;
  }

  /** Asks for the scan's next page, at the source's pace. @throws ProviderError */
  private async listPage(scan: ReconcileScan): Promise<ListedPage> {
    const { source, reconciliation, deps } = this.props;
    const token = new SourceToken(source, deps.tokens);
    const now = deps.clock.now();
    const onThrottled = () => deps.telemetry.count('Throttled', { provider: source.provider.manifest.id });
    const request = {
      options: source.options,
      http: deps.gate.guard(deps.http, onThrottled),
      apiToken: token.read,
      now,
      deadline: now + LIST_MS,
      maxBytes: MAX_RESULT_BYTES,
      since: scan.since,
      cursor: scan.cursor,
    };
    for (;;) {
      try {
        return await reconciliation.list(request);
      } catch (error) {
        if (!(await token.renewAfter(error))) {
          throw error;
        }
      }
    }
  }

  /** Counted once the page is saved: what a killed run captured is counted by the run that saves it. */
  private countPage(page: ListedPage, totals: PageTotals, scan: ReconcileScan): void {
    const { source, options, deps } = this.props;
    const dimensions = { source: source.id };
    for (let count = 0; count < totals.missing && !options.dryRun; count += 1) {
      deps.telemetry.count('ReconciliationGap', dimensions);
    }
    for (let count = 0; count < totals.unrecoverable; count += 1) {
      deps.telemetry.count('ReconciliationUnrecoverable', dimensions);
    }
    const { pages, listed, matched, missing, unrecoverable } = scan;
    const { rows, total } = page;
    const tooYoung = page.documents.filter((document) => isTooYoung(document, scan)).length;
    options.onProgress?.({ pages, listed, matched, missing, unrecoverable, rows, total, tooYoung });
  }

  /**
   * A failed page ends the run, and the next one continues. A provider that gave no page at all is an error. If the provider rejects a
   * cursor saved by an earlier run, the scan restarts: how long a cursor lives is not documented. If it rejects a cursor it issued in
   * this run, the run fails, because the next run would fail too and never see the documents behind it.
   */
  private async handleFailure(
    error: unknown,
    { state, scan }: Checkpoint,
    isFirst: boolean,
  ): Promise<ReconcileReport | Checkpoint> {
    if (!(error instanceof ProviderError)) {
      throw error;
    }
    const { source, deps } = this.props;
    const reason = error.message;
    if (error.kind === 'throttled') {
      const wait = Math.min(error.retryAfter ?? DEFAULT_PAUSE_MS, MAX_RETRY_AFTER_MS);
      const notBefore = deps.clock.now() + wait;
      await this.save({ ...state, version: state.version + 1, notBefore, scan });
      return this.report('paused', { reason, notBefore, scan });
    }
    if (error.kind === 'credentials') {
      deps.telemetry.count('CredentialsRejected', { provider: source.provider.manifest.id });
      return this.report('paused', { reason, scan });
    }
    const isRefused = error.kind === 'permanent' || error.kind === 'not_found';
    if (isRefused && isFirst && scan.cursor !== undefined) {
      const { cursor: _, seen: __, ...window } = scan;
      const restarted = { ...window, ...NO_TOTALS };
      const message = `Restarting the scan: the provider rejected the saved cursor. ${reason}`;
      deps.telemetry.log('warn', message, { source: source.id });
      const next = { ...state, version: state.version + 1, scan: restarted };
      return (await this.save(next)) ? { state: next, scan: restarted } : this.busy();
    }
    if (isFirst || isRefused) {
      throw error;
    }
    return this.report('paused', { reason, scan });
  }

  report(outcome: ReconcileReport['outcome'], { reason, notBefore, scan }: ReportDetails): ReconcileReport {
    const { pages, listed, matched, missing, unrecoverable } = scan ?? NO_TOTALS;
    return {
      source: this.props.source.id,
      outcome,
      ...(reason !== undefined && { reason }),
      ...(notBefore !== undefined && { notBefore: toIso(notBefore) }),
      ...(scan && { since: toIso(scan.since) }),
      totals: { pages, listed, matched, missing, unrecoverable },
    };
  }

  /** Of two runs at once, what the slower one reports. */
  busy(): ReconcileReport {
    return this.report('busy', { reason: 'Another run of this source was faster, and continues.' });
  }

  /** False: another run has written meanwhile. A dry run leaves no trace. */
  async save(state: ReconcileState): Promise<boolean> {
    const { options, deps, key } = this.props;
    return options.dryRun === true || deps.states.save(key, state);
  }
}

/** The page counts, and the next one is due; after the last page the scan is over. */
function nextCheckpoint(
  page: ListedPage,
  totals: PageTotals,
  { state, scan }: Checkpoint,
  now: number,
): Checkpoint {
  const seen = digestPage(page.documents.filter((document) => isInWindow(document, scan)));
  const next = { ...scan, ...addPage(scan, totals), cursor: page.next, seen };
  const { notBefore: _, scan: __, ...rest } = state;
  const base = { ...rest, version: state.version + 1, lastPageAt: now };
  const completed = { ...base, lastScanStartedAt: scan.startedAt, lastCompletedAt: now };
  return { scan: next, state: page.next === undefined ? completed : { ...base, scan: next } };
}
