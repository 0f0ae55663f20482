import type { Policy } from '../../domain/lifecycle/policy';
import type { HttpClient } from '../../domain/provider/http-client';
import type { ReconcileTotals } from '../../domain/reconcile/reconciliation';
import type {
  ApiTokens,
  Clock,
  DocumentEvents,
  EventStore,
  Random,
  ReconcileStates,
  StoredDocuments,
  Telemetry,
  WorkQueue,
} from '../ports';
import type { ProviderGate } from '../process/provider-gate';

/** What reconciling one source needs of the world. */
export interface ReconcileDeps {
  readonly store: Pick<EventStore, 'create'>;
  readonly documents: DocumentEvents;
  readonly states: ReconcileStates;
  readonly queue: WorkQueue;
  readonly tokens: ApiTokens;
  readonly http: HttpClient;
  /** Paces the list's pages. */
  readonly gate: ProviderGate;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
  /**
   * Asked in a backfill alone, whose documents may be older than any record.
   * @default only documents whose record would still be here are looked at
   */
  readonly stored?: StoredDocuments;
}

export interface ReconcileOptions {
  /** Epoch milliseconds after which no new page is begun. */
  readonly deadline: number;
  /** Say what would be captured, and change nothing: neither records nor the place reached. */
  readonly dryRun?: boolean;
  /**
   * Epoch milliseconds: an explicit backfill from here, beyond the horizon, with a place of its own. One that was left and reaches
   * as far back is gone on with.
   * @default the scheduled pass: since `reconcileFrom`, within the horizon
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
  /** Told after each page, once it counts. */
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

export interface ReconcileProgress extends ReconcileTotals {
  /** Rows of the provider's list read so far, and altogether, where it says. */
  readonly rows?: number | undefined;
  readonly total?: number | undefined;
}

export interface ReconcileReport {
  readonly source: string;
  /**
   * `complete`: the pass is at its end. `paused`: it stopped at a bound, and the next run goes on where it was.
   * `off`: nothing was asked. `busy`: another run was faster, and goes on.
   */
  readonly outcome: 'complete' | 'paused' | 'off' | 'busy';
  /** Why it is paused or off, in words. */
  readonly because?: string;
  /** ISO 8601: no call before, as the provider asked. */
  readonly notBefore?: string;
  /** ISO 8601: documents changed since then were looked at. */
  readonly since?: string;
  /** Of the whole pass, over all its runs. */
  readonly totals: ReconcileTotals;
}
