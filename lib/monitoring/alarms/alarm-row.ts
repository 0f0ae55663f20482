import { Duration } from 'aws-cdk-lib';
import {
  type AlarmProps,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../../config/config';
import type { InboxFunction } from '../../functions/inbox-function';
import { appMetric } from '../app-metric';

/** One alarm as data. */
export interface AlarmRow {
  readonly id: string;
  /**
   * What it asks of a person. `page`: documents are not arriving, or soon will not be: look now. `ticket`: some events need a person
   * and nothing is lost while they wait: look on the next working day.
   */
  readonly severity: 'page' | 'ticket';
  readonly meaning: string;
  /**
   * Exists at the level `essential`, too.
   * @default what pages is essential
   */
  readonly essential?: boolean;
  /** Anchor of its entry in docs/runbook.md. */
  readonly entry: string;
  readonly metric: IMetric;
  /** @default above zero in one period; no data is good news, since a counter has no value where nothing happened */
  readonly when?: Partial<
    Pick<AlarmProps, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'>
  >;
}

/**
 * Above zero in each period in which a function stood still that had run before. Lambda writes no zero: a function that never
 * starts is a metric that is missing, and one that has never started yet looks the same. `breaching` would thus ring on a fresh
 * deployment. REPEAT fills a gap with the value before it and so fills nothing before the first run; what 0 fills in there is
 * not documented, and either way the difference is not above zero.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
export function watchSilence(
  fn: InboxFunction,
  period: Duration,
  evaluationPeriods: number,
): Pick<AlarmRow, 'metric' | 'when'> {
  const metric = new MathExpression({
    expression: 'FILL(runs, REPEAT) - FILL(runs, 0)',
    usingMetrics: { runs: fn.lambda.metricInvocations({ period, statistic: Stats.SUM }) },
    label: 'Runs missed',
    period,
  });
  // Without any data left the state stays: not ringing before the first run, ringing until the next.
  return { metric, when: { evaluationPeriods, treatMissingData: TreatMissingData.IGNORE } };
}

/** Rings once a function gave an event up. */
export function watchFailed(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    essential: true,
    meaning: `${who} gave an event up.`,
    entry: 'events-failed',
    metric: appMetric({ name: 'Failed', by }),
  };
}

/**
 * Rings once results were deleted at the provider before a function could fetch them: once for a run of the reconciler, however many
 * documents it found.
 */
export function watchDeleted(id: string, who: string, by: InboxFunction, period: Duration): AlarmRow {
  return {
    id,
    severity: 'ticket',
    essential: true,
    meaning: `${who} found results that the provider had already deleted.`,
    entry: 'no-longer-available',
    metric: appMetric({ name: 'NoLongerAvailable', by, period }),
  };
}

/** Rings while a function cannot send messages. */
export function watchDeferred(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    meaning: `${who} could not send messages; the sweeper sends them later.`,
    entry: 'deferred-sends',
    metric: appMetric({ name: 'DeferredToSweeper', by }),
    when: { evaluationPeriods: 2 },
  };
}

/** The sweeper looks at each open event at least every four hours (lambda/domain/lifecycle/policy.ts), so five hold every one's last age. */
const OPEN_EVENT_HOURS = 5;
/** Of a window: early enough that a person can still save the event. */
const TOO_OLD = 0.5;

/** Rings once an event that a function touched has been open for half of its window. */
export function watchAge(id: string, by: InboxFunction, retry: Config['retry']): AlarmRow {
  const shortestWindow = Math.min(retry.windowHours, retry.notReadyWindowHours) * 3600;
  return {
    id,
    severity: 'page',
    meaning: 'An event has been open for half of its retry window; it is given up when the window ends.',
    entry: 'oldest-open-event',
    metric: appMetric({ name: 'OpenEventAge', by, statistic: Stats.MAXIMUM, period: Duration.hours(1) }),
    when: { threshold: TOO_OLD * shortestWindow, evaluationPeriods: OPEN_EVENT_HOURS, datapointsToAlarm: 1 },
  };
}
