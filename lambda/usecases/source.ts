import type { Provider, WebhookProvider } from '../domain/provider/provider';
import type { ReconcileSettings } from '../domain/reconcile/reconcile-settings';
import type { EventRecord } from '../domain/record/event-record';

/** One webhook subscription, with its provider and that provider's parsed options, as ingest knows it. */
export interface WebhookSource<P extends WebhookProvider = WebhookProvider> {
  readonly id: string;
  readonly provider: P;
  readonly options: unknown;
  readonly maxEventAgeSeconds?: number | undefined;
  /** Absent: the source is not reconciled. */
  readonly reconcile?: ReconcileSettings | undefined;
}

/** A source whose provider's API can be called. */
export type Source = WebhookSource<Provider>;

export type Sources<S extends WebhookSource = Source> = ReadonlyMap<string, S>;

/**
 * The configured source of an event. Undefined if it was removed, or if its id now belongs to another provider: that one must
 * neither parse this event's body nor be asked for its document.
 */
export function findSource(
  { source: id, provider }: Pick<EventRecord, 'source' | 'provider'>,
  sources: Sources,
): Source | undefined {
  const source = sources.get(id);
  return source?.provider.manifest.id === provider ? source : undefined;
}
