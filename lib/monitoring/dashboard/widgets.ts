import { GraphWidget, type IMetric, type IWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasureName, MetricName } from '../../../lambda/domain/metrics';
import type { InboxFunction } from '../../functions/inbox-function';
import { appMetric } from '../app-metric';

export const FULL_WIDTH = 24;

/** Graphs that share one row. */
export function createGraphs(
  ...rows: readonly (readonly [title: string, metrics: readonly IMetric[]])[]
): IWidget[] {
  const width = Math.floor(FULL_WIDTH / rows.length);
  return rows.map(([title, left]) => new GraphWidget({ title, left: [...left], width, height: 6 }));
}

/** Counters of one function, each under its own name. */
export function createCounters(by: InboxFunction, ...names: readonly (MetricName | MeasureName)[]): Metric[] {
  return names.map((name) => appMetric({ name, by }).with({ label: name }));
}
