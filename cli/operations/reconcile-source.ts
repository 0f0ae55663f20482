import { S3StoredDocuments } from '../../lambda/adapters/s3/s3-stored-documents';
import { createGate, createReconcilePorts, createSecrets } from '../../lambda/handlers/compose';
import type {
  ReconcileDeps,
  ReconcileOptions,
  ReconcileReport,
} from '../../lambda/usecases/reconcile/reconcile-deps';
import { reconcileSource } from '../../lambda/usecases/reconcile/reconcile-source';
import type { Source } from '../../lambda/usecases/source';
import type { Inbox } from '../connection/inbox';

/** A person waits for the run: it ends with the scan, at the provider's own pace, or with Ctrl-C. */
const PAGES_OF_A_STEP = 20;
const RUN_MS = 10 * 60_000;

/**
 * Continues to the end of the scan; Ctrl-C ends it at a saved checkpoint. A dry run saves none, so it is one run within the bounds of
 * the reconciler function: 200 pages, 1,000 missing documents, ten minutes.
 */
export async function reconcileToTheEnd(
  source: Source,
  run: Omit<ReconcileOptions, 'deadline'>,
  deps: ReconcileDeps,
): Promise<ReconcileReport> {
  for (let pages = -1; ; ) {
    const bounds = { deadline: deps.clock.now() + RUN_MS, ...(!run.dryRun && { maxPages: PAGES_OF_A_STEP }) };
    const done = await reconcileSource(source, { ...run, ...bounds }, deps);
    // A step that read no page was rejected, and the next would be too: without this a wrong token is tried for ever.
    const isStuck = done.totals.pages <= pages;
    const isOver = done.outcome !== 'paused' || done.notBefore !== undefined || run.dryRun;
    if (isOver || isStuck || run.signal?.aborted) {
      return done;
    }
    pages = done.totals.pages;
  }
}

/** What reconciling one source by hand needs: the reconciler function's own adapters, and S3 for a backfill. */
export function reconcileDeps(source: Source, inbox: Inbox, warn: (text: string) => void): ReconcileDeps {
  const { clients, bucket, sources } = inbox.connection;
  const pace = sources.find(({ id }) => id === source.id)?.listRequestsPerSecond;
  return {
    ...inbox.deps(warn),
    ...createReconcilePorts(inbox.connection),
    stored: new S3StoredDocuments(clients.s3, bucket),
    tokens: createSecrets(inbox.connection, sources, ({ apiTokenSecret }) => apiTokenSecret),
    http: inbox.http,
    gate: createGate(pace ?? source.provider.manifest.pressure.listRequestsPerSecond),
  };
}
