import {
  added,
  beginningOf,
  digestsOf,
  isEmpty,
  NO_TOTALS,
  newPass,
  resumedPass,
} from '../../domain/reconcile/reconcile';
import type { ReconcileState } from '../../domain/reconcile/reconcile-state';
import type { ListedPage } from '../../domain/reconcile/reconciliation';
import { toIso } from '../../domain/record/event-record';
import type { Source } from '../source';
import { contextOf, type Place, type ReconcileContext } from './reconcile-context';
import type { ReconcileDeps, ReconcileOptions, ReconcileReport } from './reconcile-deps';
import { handleReconcileFailure } from './reconcile-failure';
import { listPage } from './reconcile-list';
import { documentsOf, judgePage, type PageTally } from './reconcile-page';
import { busy, reportOf, saveState } from './reconcile-report';

const MAX_PAGES = 200;
const MAX_CAPTURES = 1_000;

/**
 * Asks a source's provider what it finished, and captures what never arrived. The place reached is saved after each page, once
 * the page's captures are durable: a run that is killed or stops at a bound is gone on with by the next. Two runs at once capture
 * the same events, and one of them stops.
 * @throws ProviderError when the provider gave not one page
 */
export async function reconcile(
  source: Source,
  options: ReconcileOptions,
  deps: ReconcileDeps,
): Promise<ReconcileReport> {
  const context = contextOf(source, options, deps);
  if (typeof context === 'string') {
    return { source: source.id, outcome: 'off', because: context, totals: NO_TOTALS };
  }
  const state = await loadState(context);
  if (!state) {
    return busy(context);
  }
  const { set } = await deps.tokens.apiToken(source.id);
  if (!set) {
    return reportOf('off', context, { because: 'Its API token is still the placeholder.' });
  }
  return begin(state, context);
}

/** The first run says when the source began, by which later ones know what is older history. Undefined: another was faster. */
async function loadState(context: ReconcileContext): Promise<ReconcileState | undefined> {
  const { key, settings, deps } = context;
  const found = await deps.states.load(key);
  if (found) {
    return found;
  }
  const first: ReconcileState = { version: 1, startedAt: beginningOf(settings, deps.clock.now()) };
  return (await saveState(first, context)) ? first : undefined;
}

async function begin(state: ReconcileState, context: ReconcileContext): Promise<ReconcileReport> {
  const { options, settings, deps } = context;
  const now = deps.clock.now();
  if (Date.parse(state.notBefore ?? '') > now) {
    const because = 'The provider asked for a pause.';
    return reportOf('paused', context, { because, ...state });
  }
  const input = { state, settings, now, since: options.since };
  const pass = (options.dryRun ? undefined : resumedPass(input)) ?? newPass(input);
  if (isEmpty(pass)) {
    return reportOf('complete', context, { pass });
  }
  const stored =
    options.since === undefined
      ? undefined
      : await deps.stored?.segmentsOf(context.source.provider.manifest.id, context.source.id);
  return walk({ state, pass }, { ...context, stored });
}

async function walk(start: Place, context: ReconcileContext): Promise<ReconcileReport> {
  let place = start;
  for (let pages = 0; ; pages += 1) {
    const bound = boundReached(pages, place.pass.missing - start.pass.missing, context);
    if (bound !== undefined) {
      return reportOf('paused', context, { because: bound, pass: place.pass });
    }
    try {
      const page = await listPage(place.pass, context);
      const tally = await judgePage(page, place.pass, context);
      place = after(page, tally, place, context);
      if (!(await saveState(place.state, context))) {
        return busy(context);
      }
      tell(page, tally, place, context);
    } catch (error) {
      const settled = await handleReconcileFailure(error, place, { context, isFirst: pages === 0 });
      if ('outcome' in settled) {
        return settled;
      }
      place = settled;
    }
    if (!place.state.pass) {
      return reportOf('complete', context, { pass: place.pass });
    }
  }
}

function boundReached(
  pages: number,
  captured: number,
  { options, deps }: ReconcileContext,
): string | undefined {
  const then = options.dryRun ? 'a dry run saves no place to continue from' : 'the next run continues';
  if (options.signal?.aborted) {
    return `Stopped after ${pages} pages; ${then}.`;
  }
  if (deps.clock.now() >= options.deadline) {
    return `Time budget used up after ${pages} pages; ${then}.`;
  }
  if (pages >= (options.maxPages ?? MAX_PAGES)) {
    return `Read ${pages} pages, as many as one run may; ${then}.`;
  }
  return captured >= (options.maxCaptures ?? MAX_CAPTURES)
    ? `Found ${captured} missing documents, as many as one run captures; ${then}.`
    : undefined;
}

/** The page counts, and the next one is due; after the last one the pass is over. */
function after(
  page: ListedPage,
  tally: PageTally,
  { state, pass }: Place,
  { deps }: ReconcileContext,
): Place {
  const next = {
    ...pass,
    ...added(pass, tally),
    cursor: page.next,
    seen: digestsOf(documentsOf(page, pass)),
  };
  const { notBefore: _, pass: __, ...rest } = state;
  const lastPageAt = toIso(deps.clock.now());
  const base = { ...rest, version: state.version + 1, lastPageAt };
  const over = { ...base, lastPassStartedAt: pass.startedAt, lastCompletedAt: lastPageAt };
  return { pass: next, state: page.next === undefined ? over : { ...base, pass: next } };
}

/** Counted once the page is saved: what a killed run captured is counted by the run that saves it. */
function tell(
  page: ListedPage,
  tally: PageTally,
  place: Place,
  { source, options, deps }: ReconcileContext,
): void {
  const dimensions = { source: source.id };
  for (let count = 0; count < tally.missing && !options.dryRun; count += 1) {
    deps.telemetry.count('ReconciliationGap', dimensions);
  }
  for (let count = 0; count < tally.unrecoverable; count += 1) {
    deps.telemetry.count('ReconciliationUnrecoverable', dimensions);
  }
  const { pages, looked, matched, missing, unrecoverable } = place.pass;
  options.onProgress?.({
    pages,
    looked,
    matched,
    missing,
    unrecoverable,
    rows: page.rows,
    total: page.total,
  });
}
