import { reconcile } from '../../lambda/usecases/reconcile/reconcile';
import type {
  ReconcileDeps,
  ReconcileOptions,
  ReconcileReport,
} from '../../lambda/usecases/reconcile/reconcile-deps';
import type { Source } from '../../lambda/usecases/source';

/** A person waits for a real run: the end of the pass, the provider's own pace or Ctrl-C end it. */
const PAGES_OF_A_STEP = 20;
const RUN_MS = 10 * 60_000;

export interface WholeRun extends Pick<ReconcileOptions, 'since' | 'onProgress'> {
  readonly dryRun: boolean;
}

/**
 * Step by step to the end of the pass; Ctrl-C ends it at a saved place. A dry run saves none, so it is one run within the bounds
 * of the reconciler function's: 200 pages, 1,000 missing documents, ten minutes.
 */
export async function reconcileToTheEnd(
  source: Source,
  run: WholeRun,
  { deps, signal }: { readonly deps: ReconcileDeps; readonly signal: AbortSignal },
): Promise<ReconcileReport> {
  for (let pages = -1; ; ) {
    const bounds = { deadline: deps.clock.now() + RUN_MS, ...(!run.dryRun && { maxPages: PAGES_OF_A_STEP }) };
    const done = await reconcile(source, { ...run, ...bounds, signal }, deps);
    // A step that read no page was refused something, and the next would be too: without this a wrong token is asked for ever.
    const isStuck = done.totals.pages <= pages;
    const isOver = done.outcome !== 'paused' || done.notBefore !== undefined || run.dryRun;
    if (isOver || isStuck || signal.aborted) {
      return done;
    }
    pages = done.totals.pages;
  }
}
