import type { Provider } from '../domain/provider';
import type { ReconcileSettings } from '../domain/reconciliation';

/** One webhook subscription, with its provider and that provider's parsed options. */
export interface Source {
  readonly id: string;
  readonly provider: Provider;
  readonly options: unknown;
  readonly maxEventAgeSeconds?: number | undefined;
  /** Absent: the source is not reconciled. */
  readonly reconcile?: ReconcileSettings | undefined;
}

export type Sources = ReadonlyMap<string, Source>;
