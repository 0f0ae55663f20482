import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { METRICS, type MeasureName, type MetricName } from '../../domain/metrics';
import { plainJson } from '../../domain/text/unicode';
import type { LogFields, Telemetry } from '../../usecases/ports';

type Dimensions = Readonly<Record<string, string>>;

interface Group {
  readonly dimensions: Dimensions;
  readonly values: Map<MetricName | MeasureName, number[]>;
}

/** A line may hold a hundred values of one metric, and at the hundredth Powertools writes by itself and forgets the dimensions. */
const MAX_VALUES = 99;

/**
 * Structured logs and CloudWatch metrics in embedded metric format. Counts are added up during an invocation, and durations kept
 * one by one. Both are written at its end, one line for each set of dimensions: under the service alone (what alarms watch), and
 * under its dimensions.
 */
export class PowertoolsTelemetry implements Telemetry {
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly logger: Logger = new PlainLogger(),
    private readonly metrics = new Metrics(),
  ) {}

  /** Names the invocation, and what else is given, in every log line that follows until the next. */
  begin({ awsRequestId }: Pick<Context, 'awsRequestId'>, ids: LogFields = {}): void {
    this.logger.resetKeys();
    this.logger.appendKeys({ requestId: awsRequestId, ...ids });
  }

  count(name: MetricName, dimensions: Dimensions = {}): void {
    const values = this.getValues(name, dimensions);
    values[0] = (values[0] ?? 0) + 1;
  }

  measure(name: MeasureName, seconds: number, dimensions: Dimensions = {}): void {
    this.getValues(name, dimensions).push(seconds);
  }

  log(level: Parameters<Telemetry['log']>[0], message: string, fields: LogFields = {}): void {
    this.logger[level](message, fields);
  }

  /** Writes what was counted and measured; call it at the end of every invocation. */
  flush(): void {
    for (const { dimensions, values } of this.groups.values()) {
      const most = Math.max(...[...values.values()].map(({ length }) => length));
      for (let from = 0; from < most; from += MAX_VALUES) {
        this.write(dimensions, values, from);
      }
    }
    this.groups.clear();
  }

  private write(dimensions: Dimensions, values: Group['values'], from: number): void {
    if (Object.keys(dimensions).length > 0) {
      this.metrics.addDimensions({}).addDimensions(dimensions);
    }
    for (const [name, all] of values) {
      for (const value of all.slice(from, from + MAX_VALUES)) {
        this.metrics.addMetric(name, METRICS[name].unit, value);
      }
    }
    this.metrics.publishStoredMetrics();
  }

  private getValues(name: MetricName | MeasureName, dimensions: Dimensions): number[] {
    const key = JSON.stringify(Object.entries(dimensions).sort());
    const group = this.groups.get(key) ?? { dimensions, values: new Map() };
    this.groups.set(key, group);
    const values = group.values.get(name) ?? [];
    group.values.set(name, values);
    return values;
  }
}

/** JSON.stringify escapes C0 controls alone, and a log is read in terminals too (`aws logs tail`, the local run). */
class PlainLogger extends Logger {
  protected override printLog(_level: number, item: Parameters<Logger['printLog']>[1]): void {
    item.prepareForPrint();
    process.stdout.write(`${plainJson(item.getAttributes())}\n`);
  }
}
