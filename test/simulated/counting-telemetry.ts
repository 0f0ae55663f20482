import type { MeasureName, MetricName } from '../../lambda/domain/metrics';
import type { LogFields, Telemetry } from '../../lambda/usecases/ports';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** Counts metrics by name, keeps what was measured, and log lines when asked to. */
export class CountingTelemetry implements Telemetry {
  readonly counts = new Map<MetricName, number>();
  readonly measures = new Map<MeasureName, number[]>();
  readonly lines: LogLine[] = [];

  constructor(private readonly keepLines = true) {}

  count(name: MetricName): void {
    this.counts.set(name, this.counted(name) + 1);
  }

  counted(name: MetricName): number {
    return this.counts.get(name) ?? 0;
  }

  measure(name: MeasureName, seconds: number): void {
    const measured = this.measures.get(name) ?? [];
    measured.push(seconds);
    this.measures.set(name, measured);
  }

  measured(name: MeasureName): readonly number[] {
    return this.measures.get(name) ?? [];
  }

  log(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    if (this.keepLines) {
      this.lines.push({ level, message, fields });
    }
  }
}
