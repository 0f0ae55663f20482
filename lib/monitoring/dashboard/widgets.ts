import {
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  type Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasureName, MetricName } from '../../../lambda/domain/metrics';
import type { SourceConfig } from '../../config/config';
import type { InboxFunction } from '../../functions/inbox-function';
import type { ProviderPipeline } from '../../functions/provider-pipeline';
import type { Reconciler } from '../../functions/reconciliation';
import type { EventStore } from '../../storage/event-store';
import type { WebhookApi } from '../../webhook-api';
import { appMetric } from '../app-metric';

/** What is shown. */
export interface DashboardParts {
  readonly sources: readonly SourceConfig[];
  readonly api: WebhookApi;
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  /** @default no source is reconciled */
  readonly reconcilers?: readonly Reconciler[];
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

const FULL_WIDTH = 24;
const HEIGHT = 6;

/** The heading of a row: the question it answers, and how to read the answer. */
export function question(text: string, reading: string): IWidget {
  return new TextWidget({ markdown: `## ${text}\n${reading}`, width: FULL_WIDTH, height: 2 });
}

/** Graphs that share one row. */
export function graphs(
  ...rows: readonly (readonly [title: string, metrics: readonly IMetric[]])[]
): IWidget[] {
  const width = Math.floor(FULL_WIDTH / rows.length);
  return rows.map(([title, left]) => new GraphWidget({ title, left: [...left], width, height: HEIGHT }));
}

/** Counters of one function, each under its own name. */
export function counts(by: InboxFunction, ...names: readonly (MetricName | MeasureName)[]): Metric[] {
  return names.map((name) => appMetric({ name, by }).with({ label: name }));
}
