import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { InboxFunction } from '../../functions/inbox-function';
import type { Condition } from './alarm-row';

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
