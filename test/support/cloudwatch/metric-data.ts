/** One value of a metric, as CloudWatch receives it. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

export interface MetricStat {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** One value for each period, oldest first; undefined where the metric has no data. */
export type Series = readonly (number | undefined)[];

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** The last `periods` periods before `until`. A metric is its namespace, name and exactly its dimensions. */
export function toSeries(
  stat: MetricStat,
  data: readonly Datum[],
  { until, periods }: { readonly until: number; readonly periods: number },
): Series {
  const aggregate = STATISTICS[stat.statistic];
  if (!aggregate) {
    throw new Error(`Statistic ${stat.statistic} is not known here; add it to metric-data.ts.`);
  }
  const period = stat.periodSeconds * 1000;
  const own = data.filter((datum) => toIdentity(datum) === toIdentity(stat));
  return Array.from({ length: periods }, (_, index) => {
    const from = until - (periods - index) * period;
    const values = own.filter(({ at }) => at >= from && at < from + period).map(({ value }) => value);
    return values.length > 0 ? aggregate(values) : undefined;
  });
}

/** What makes two metrics the same one. */
export function toIdentity({
  namespace,
  name,
  dimensions,
}: Pick<Datum, 'namespace' | 'name' | 'dimensions'>): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort()]);
}
