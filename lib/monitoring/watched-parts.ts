import type { Config, SourceConfig } from '../config/config';
import type { Timing } from '../config/timing';
import type { InboxFunction } from '../functions/inbox-function';
import type { ProviderPipeline } from '../functions/provider-pipeline';
import type { Reconciler } from '../functions/reconciliation';
import type { EventStore } from '../storage/event-store';
import type { WebhookApi } from '../webhook-api';

/** What alarms and dashboard watch. */
export interface WatchedParts {
  readonly sources: readonly SourceConfig[];
  readonly api: WebhookApi;
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  readonly reconcilers: readonly Reconciler[];
  readonly eventStore: EventStore;
  readonly timing: Timing;
  readonly retry: Config['retry'];
}

/** Every function, by its display name. */
export function nameFunctions(
  parts: Pick<WatchedParts, 'ingest' | 'pipelines' | 'sweeper' | 'reconcilers'>,
): readonly (readonly [string, InboxFunction])[] {
  const { ingest, pipelines, sweeper, reconcilers } = parts;
  return [
    ['ingest', ingest],
    ...pipelines.map(({ provider, processor }) => [`process ${provider.id}`, processor] as const),
    ['sweep', sweeper],
    ...reconcilers.map(({ provider, fn }) => [`reconcile ${provider.id}`, fn] as const),
  ];
}
