import type { Duration } from 'aws-cdk-lib';
import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmLevel } from '../../../lambda/contracts/outputs';
import type { InboxFunction } from '../../functions/inbox-function';
import type { RUNBOOK } from '../runbook';

/** What an alarm asks of a person. */
export const SEVERITIES = {
  page: 'documents are not arriving, or soon will not be: look now',
  ticket: 'some events need a person; nothing is lost while they wait: look on the next working day',
} as const;

export type Severity = keyof typeof SEVERITIES;

export type Condition = Pick<
  AlarmProps,
  'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;

/** One alarm as data. */
export interface AlarmRow {
  readonly id: string;
  readonly severity: Severity;
  readonly meaning: string;
  /**
   * Exists at the level `essential`, too.
   * @default what pages is essential
   */
  readonly essential?: boolean;
  readonly entry: keyof typeof RUNBOOK;
  readonly metric: IMetric;
  /** @default above zero in one period */
  readonly when?: Partial<Condition>;
}

/** Counters have no value where nothing happened, so that missing data is good news. */
export const ABOVE_ZERO: Condition = {
  threshold: 0,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** Whether an alarm exists at a level of `monitoring.alarms`. */
export function existsAt(level: AlarmLevel, { severity, essential }: AlarmRow): boolean {
  return level === 'all' || (level === 'essential' && (severity === 'page' || essential === true));
}

/**
 * Above zero in each period in which a function stood still that had run before. Lambda writes no zero: a function that never
 * starts is a metric that is missing, and one that has never started yet looks the same. `breaching` would thus ring on a fresh
 * deployment. REPEAT fills a gap with the value before it and so fills nothing before the first run; what 0 fills in there is
 * not documented, and either way the difference is not above zero.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
export function silenceOf(fn: InboxFunction, period: Duration): IMetric {
  return new MathExpression({
    expression: 'FILL(runs, REPEAT) - FILL(runs, 0)',
    usingMetrics: { runs: fn.lambda.metricInvocations({ period, statistic: Stats.SUM }) },
    label: 'Runs missed',
    period,
  });
}

/** Without any data left the state stays: not ringing before the first run, ringing until the next. */
export function silentFor(periods: number): Partial<Condition> {
  return { evaluationPeriods: periods, treatMissingData: TreatMissingData.IGNORE };
}
