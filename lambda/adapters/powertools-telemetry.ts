import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { MetricName } from '../domain/metrics';
import type { LogFields, Telemetry } from '../usecases/ports';

type Dimensions = Readonly<Record<string, string>>;

interface Group {
  readonly dimensions: Dimensions;
  readonly counts: Map<MetricName, number>;
}

/**
 * Structured logs and CloudWatch metrics in embedded metric format. Counts are added up during an invocation and written
 * once at its end, one line for each set of dimensions: under the service alone (what alarms watch), and under its dimensions.
 */
export class PowertoolsTelemetry implements Telemetry {
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly logger = new Logger(),
    private readonly metrics = new Metrics(),
  ) {}

  /** Names the invocation in every log line that follows. */
  begin(context: Context): void {
    this.logger.addContext(context);
  }

  count(name: MetricName, dimensions: Dimensions = {}): void {
    const group = this.groupOf(dimensions);
    group.counts.set(name, (group.counts.get(name) ?? 0) + 1);
  }

  log(level: Parameters<Telemetry['log']>[0], message: string, fields: LogFields = {}): void {
    this.logger[level](message, fields);
  }

  /** Writes what was counted; call it at the end of every invocation. */
  flush(): void {
    for (const { dimensions, counts } of this.groups.values()) {
      if (Object.keys(dimensions).length > 0) {
        this.metrics.addDimensions({}).addDimensions(dimensions);
      }
      for (const [name, value] of counts) {
        this.metrics.addMetric(name, MetricUnit.Count, value);
      }
      this.metrics.publishStoredMetrics();
    }
    this.groups.clear();
  }

  private groupOf(dimensions: Dimensions): Group {
    const key = JSON.stringify(Object.entries(dimensions).sort());
    const group = this.groups.get(key) ?? { dimensions, counts: new Map() };
    this.groups.set(key, group);
    return group;
  }
}
