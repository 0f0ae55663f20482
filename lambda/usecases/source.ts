import type { Provider } from '../domain/provider/provider';
import type { ReconcileSettings } from '../domain/reconcile/reconcile-settings';
import type { EventRecord } from '../domain/record/event-record';

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

/**
 * The configured source of an event. Undefined where there is none any more, also where its id has moved to another provider: that
 * one must neither read this event's body nor be asked for its document.
 */
export function findSource(
  { source: id, provider }: Pick<EventRecord, 'source' | 'provider'>,
  sources: Sources,
): Source | undefined {
  const source = sources.get(id);
  return source?.provider.manifest.id === provider ? source : undefined;
}
