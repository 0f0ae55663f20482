import type { HttpClient } from '../../domain/provider/provider';
import type { ReconcileTotals } from '../../domain/reconcile/reconcile-state';
import type { ApiTokens, DocumentEvents, EventStore, ReconcileStates, StoredDocuments } from '../ports';
import type { ProviderGate } from '../process/provider-gate';
import type { TransitionDeps } from '../transition';

export interface ReconcileDeps extends Omit<TransitionDeps, 'store'> {
  readonly store: Pick<EventStore, 'create'>;
  readonly documents: DocumentEvents;
  readonly states: ReconcileStates;
  readonly tokens: ApiTokens;
  readonly http: HttpClient;
  /** Paces the list's pages. */
  readonly gate: ProviderGate;
  /**
   * Read in a backfill only, whose documents may be older than any record.
   * @default only documents whose record would still be here are looked at
   */
  readonly stored?: StoredDocuments;
}

export interface ReconcileOptions {
  /** Epoch milliseconds after which no new page is begun. */
  readonly deadline: number;
  /** Say what would be captured, and change nothing: neither records nor the checkpoint. */
  readonly dryRun?: boolean;
  /**
   * Epoch milliseconds: an explicit backfill from here, beyond the horizon, with a state of its own. An interrupted backfill that
   * reaches as far back is continued.
   * @default the scheduled scan: since `reconcileFrom`, within the horizon
   */
  readonly since?: number;
  /**
   * Pages of one run.
   * @default 200
   */
  readonly maxPages?: number;
  /**
   * No new page once this many were captured.
   * @default 1000
   */
  readonly maxCaptures?: number;
  /** Stops the run before its next page. */
  readonly signal?: AbortSignal;
  /** Called after each page, once it counts. */
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

export interface ReconcileProgress extends ReconcileTotals {
  /** Rows of the provider's list read so far, and altogether, where it says. */
  readonly rows?: number | undefined;
  readonly total?: number | undefined;
  /** Documents of this page that are left to their webhooks, since they changed a moment ago. */
  readonly tooYoung: number;
}

export interface ReconcileReport {
  readonly source: string;
  /**
   * `complete`: the scan is at its end. `paused`: it stopped at a bound, and the next run continues there.
   * `off`: the provider was not called. `busy`: another run was faster, and continues.
   */
  readonly outcome: 'complete' | 'paused' | 'off' | 'busy';
  /** Why it is paused or off, in words. */
  readonly reason?: string;
  /** ISO 8601: no call before, as the provider asked. */
  readonly notBefore?: string;
  /** ISO 8601: documents changed since then were looked at. */
  readonly since?: string;
  /** Of the whole scan, over all its runs. */
  readonly totals: ReconcileTotals;
}
