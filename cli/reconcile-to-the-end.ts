import { reconcile } from '../lambda/usecases/reconcile';
import type { ReconcileDeps, ReconcileOptions, ReconcileReport } from '../lambda/usecases/reconcile-deps';
import type { Source } from '../lambda/usecases/source';

/** A person waits for it: only the provider's own pace and Ctrl-C end a run early. */
const PAGES_OF_A_STEP = 20;
const STEP_MS = 10 * 60_000;

export interface WholeRun extends Pick<ReconcileOptions, 'since' | 'onProgress'> {
  readonly dryRun: boolean;
}

/** Step by step, so that Ctrl-C ends it at a saved place; a dry run saves none and is one step. */
export async function reconcileToTheEnd(
  source: Source,
  run: WholeRun,
  { deps, signal }: { readonly deps: ReconcileDeps; readonly signal: AbortSignal },
): Promise<ReconcileReport> {
  for (let pages = -1; ; ) {
    const done = await reconcile(source, { ...run, ...boundsOf(run, deps) }, deps);
    // A step that read no page was refused something, and the next would be too: without this a wrong token is asked for ever.
    const isStuck = done.totals.pages <= pages;
    const isOver = done.outcome !== 'paused' || done.notBefore !== undefined || run.dryRun;
    if (isOver || isStuck || signal.aborted) {
      return done;
    }
    pages = done.totals.pages;
  }
}

function boundsOf({ dryRun }: WholeRun, { clock }: ReconcileDeps) {
  const all = Number.MAX_SAFE_INTEGER;
  return dryRun
    ? { maxPages: all, maxCaptures: all, deadline: all }
    : { maxPages: PAGES_OF_A_STEP, deadline: clock.now() + STEP_MS };
}
