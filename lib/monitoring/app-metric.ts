import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasureName, MetricName } from '../../lambda/domain/metrics';
import type { InboxFunction } from '../functions/inbox-function';

interface AppMetricProps {
  readonly name: MetricName | MeasureName;
  /** The function that writes it. */
  readonly by: InboxFunction;
  /**
   * In addition to the service; the code must write the metric under this set.
   * @default the service alone, under which every metric is written
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** @default Sum */
  readonly statistic?: string;
  /** @default 5 minutes */
  readonly period?: Duration;
}

/** A metric that the functions write. */
export function appMetric({ name, by, dimensions, statistic, period }: AppMetricProps): Metric {
  return new Metric({
    namespace: by.inboxName,
    metricName: name,
    dimensionsMap: { service: by.serviceName, ...dimensions },
    statistic: statistic ?? Stats.SUM,
    period: period ?? Duration.minutes(5),
  });
}
