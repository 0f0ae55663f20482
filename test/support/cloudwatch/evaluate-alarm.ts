import { type Datum, type MetricStat, type Series, toSeries } from './metric-data';
import { evaluateMath } from './metric-math';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

interface NamedDimension {
  readonly Name: string;
  readonly Value: string;
}

interface TemplateMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly NamedDimension[];
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: TemplateMetric; readonly Period: number; readonly Stat: string };
}

/** An `AWS::CloudWatch::Alarm` of a template, its references as text. */
export interface AlarmProperties extends Partial<TemplateMetric> {
  readonly AlarmDescription: string;
  readonly Metrics?: readonly MetricQuery[];
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData: string;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
}

/** CloudWatch looks at more periods than it evaluates; its own example takes two more. */
const EXTRA_PERIODS = 2;

/** The metrics an alarm reads. */
export function findMetrics(alarm: AlarmProperties): readonly MetricStat[] {
  return findQueries(alarm).flatMap(({ stat }) => stat ?? []);
}

/** The state after one evaluation at `at`, as CloudWatch's user guide tells it. */
export function evaluateAlarm(
  alarm: AlarmProperties,
  data: readonly Datum[],
  { at, before }: { readonly at: number; readonly before: AlarmState },
): AlarmState {
  const periods = alarm.EvaluationPeriods + EXTRA_PERIODS;
  const queries = findQueries(alarm);
  const series = new Map(
    queries.flatMap(({ id, stat }) => (stat ? [[id, toSeries(stat, data, { until: at, periods })]] : [])),
  );
  const expression = queries.find((query) => query.expression !== undefined)?.expression;
  const points = expression ? evaluateMath(expression, series) : series.values().next().value;
  return evaluatePoints(points ?? [], alarm, before);
}

/**
 * With enough points the latest are evaluated, however old; else what is missing is filled in, as few times as possible.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluatePoints(
  points: Series,
  alarm: Pick<
    AlarmProperties,
    'ComparisonOperator' | 'Threshold' | 'EvaluationPeriods' | 'DatapointsToAlarm' | 'TreatMissingData'
  >,
  before: AlarmState,
): AlarmState {
  if (alarm.ComparisonOperator !== 'GreaterThanThreshold') {
    throw new Error(`${alarm.ComparisonOperator} is not known here; add it to evaluate-alarm.ts.`);
  }
  const needed = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const found = points.filter((point) => point !== undefined).slice(-alarm.EvaluationPeriods);
  const breaching = found.filter((point) => point > alarm.Threshold).length;
  const missing = alarm.EvaluationPeriods - found.length;
  switch (alarm.TreatMissingData) {
    case 'notBreaching':
      return breaching >= needed ? 'ALARM' : 'OK';
    case 'breaching':
      return breaching + missing >= needed ? 'ALARM' : 'OK';
    case 'ignore':
      if (breaching >= needed) {
        return 'ALARM';
      }
      return found.length > breaching ? 'OK' : before;
    default:
      throw new Error(`Missing data as "${alarm.TreatMissingData}" is not known here.`);
  }
}

/** The state of a composite alarm of the form `ALARM("a") OR ALARM("b")`, by the states of others under their ARNs. */
export function evaluateComposite(rule: string, states: ReadonlyMap<string, AlarmState>): AlarmState {
  const terms = rule.replace(/^\((.*)\)$/s, '$1').split(' OR ');
  const rings = terms.map((term) => {
    const arn = /^ALARM\("(.+)"\)$/.exec(term)?.[1] ?? '';
    const state = states.get(arn);
    if (!state) {
      throw new Error(`"${term}" names no alarm of the template.`);
    }
    return state === 'ALARM';
  });
  return rings.includes(true) ? 'ALARM' : 'OK';
}

interface Query {
  readonly id: string;
  readonly expression?: string | undefined;
  readonly stat?: MetricStat | undefined;
}

function findQueries(alarm: AlarmProperties): readonly Query[] {
  const { Metrics, Namespace = '', MetricName = '', Dimensions, Period = 0, Statistic = '' } = alarm;
  if (!Metrics) {
    return [
      {
        id: 'metric',
        stat: applyStatistic({ Namespace, MetricName, Dimensions: Dimensions ?? [] }, Period, Statistic),
      },
    ];
  }
  return Metrics.map(({ Id, Expression, MetricStat: stat }) => ({
    id: Id,
    expression: Expression,
    stat: stat && applyStatistic(stat.Metric, stat.Period, stat.Stat),
  }));
}

function applyStatistic(
  { Namespace, MetricName, Dimensions = [] }: TemplateMetric,
  period: number,
  statistic: string,
): MetricStat {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    statistic,
    periodSeconds: period,
  };
}
