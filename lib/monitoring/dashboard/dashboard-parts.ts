import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { SourceConfig } from '../../config/config';
import type { InboxFunction } from '../../functions/inbox-function';
import type { ProviderPipeline } from '../../functions/provider-pipeline';
import type { EventStore } from '../../storage/event-store';
import type { WebhookApi } from '../../webhook-api';
import type { WatchedReconciler } from '../alarms/reconciler-alarms';

/** What is shown. */
export interface DashboardParts {
  readonly sources: readonly SourceConfig[];
  readonly api: WebhookApi;
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  /** @default no source is reconciled */
  readonly reconcilers?: readonly WatchedReconciler[];
  readonly eventStore: EventStore;
  readonly alarms: readonly IAlarm[];
}

/** Every function, with the name a person knows it by. */
export function functionsOf(parts: DashboardParts): readonly (readonly [string, InboxFunction])[] {
  const { ingest, pipelines, sweeper, reconcilers = [] } = parts;
  return [
    ['ingest', ingest],
    ...pipelines.map(({ provider, processor }) => [`process ${provider.id}`, processor] as const),
    ['sweep', sweeper],
    ...reconcilers.map(({ provider, fn }) => [`reconcile ${provider.id}`, fn] as const),
  ];
}
