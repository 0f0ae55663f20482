import type { ReconcileTotals } from './reconciliation';

/** Where the reconciliation of one source stands. Times are ISO 8601 UTC. */
export interface ReconcileState {
  /** Of this write; each raises it by one. */
  readonly version: number;
  /** When the reconciler first ran for this source. */
  readonly startedAt: string;
  /** When the scheduled reconciler begins the next run. */
  readonly dueAt?: string | undefined;
  /** When the provider last gave a page of its list. */
  readonly lastPageAt?: string | undefined;
  /** No call to the provider before. */
  readonly notBefore?: string | undefined;
  /** The pass under way. */
  readonly pass?: ReconcilePass | undefined;
  /** When the last complete pass began and ended. */
  readonly lastPassStartedAt?: string | undefined;
  readonly lastCompletedAt?: string | undefined;
}

/** One walk over the provider's list. */
export interface ReconcilePass extends ReconcileTotals {
  readonly startedAt: string;
  /** Documents changed in this window are looked at. */
  readonly since: string;
  readonly until: string;
  /** The provider's place of the next page; absent: the first. */
  readonly cursor?: string | undefined;
  /** Digests of the last page's documents, by which those that the next one repeats are known. */
  readonly seen?: string | undefined;
}

/** Whose state it is. A source id that moves to another provider starts anew: one provider's cursor is never sent to another. */
export interface ReconciledSource {
  readonly id: string;
  readonly provider: string;
}

/** Key of a source's state. No source id holds `~`, so no event's key begins so (`isEventKey` of keys.ts). */
export function reconcileKey({ id, provider }: ReconciledSource): string {
  return `~reconcile#${provider}#${id}`;
}

/** A backfill has a place of its own: the schedule goes on meanwhile. */
export function backfillKey({ id, provider }: ReconciledSource): string {
  return `~backfill#${provider}#${id}`;
}
