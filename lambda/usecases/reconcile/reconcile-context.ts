import { RECONCILE_DEFAULTS } from '../../domain/reconcile/reconcile';
import {
  backfillKey,
  type ReconcilePass,
  type ReconcileState,
  reconcileKey,
} from '../../domain/reconcile/reconcile-state';
import type { ReconcileSettings, Reconciliation } from '../../domain/reconcile/reconciliation';
import type { Source } from '../source';
import type { ReconcileDeps, ReconcileOptions } from './reconcile-deps';

/** What every part of one run knows. */
export interface ReconcileContext {
  readonly source: Source;
  readonly reconciliation: Reconciliation;
  readonly settings: ReconcileSettings;
  readonly options: ReconcileOptions;
  readonly deps: ReconcileDeps;
  /** Of the saved state. */
  readonly key: string;
  /** In a backfill: which documents have a result. */
  readonly stored?: ReadonlySet<string> | undefined;
}

/** A state with its pass under way. */
export interface Place {
  readonly state: ReconcileState;
  readonly pass: ReconcilePass;
}

/** The context of a run; words when the source cannot be reconciled. */
export function contextOf(
  source: Source,
  options: ReconcileOptions,
  deps: ReconcileDeps,
): ReconcileContext | string {
  const { reconciliation } = source.provider;
  const lack = reconciliationLack(source);
  if (!reconciliation || lack !== undefined) {
    return lack ?? '';
  }
  const isBackfill = options.since !== undefined;
  const settings = source.reconcile ?? (isBackfill ? RECONCILE_DEFAULTS : undefined);
  const reconciled = { id: source.id, provider: source.provider.manifest.id };
  const key = isBackfill ? backfillKey(reconciled) : reconcileKey(reconciled);
  return settings
    ? { source, reconciliation, settings, options, deps, key }
    : 'It is switched off in the configuration.';
}

/** Why a source cannot be reconciled, in words for a person; undefined: it can. */
export function reconciliationLack({
  provider,
  options,
}: Pick<Source, 'provider' | 'options'>): string | undefined {
  return provider.reconciliation
    ? provider.reconciliation.lacking(options)
    : `${provider.manifest.name} cannot be asked what it finished.`;
}
