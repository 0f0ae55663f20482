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
   * Also exists at the level `essential`.
   * @default what pages is essential
   */
  readonly essential?: boolean;
  /** Anchor of its entry in docs/operate/runbook.md. */
  readonly entry: string;
  readonly metric: IMetric;
  /** @default above zero in one period; no data is good news, since a counter has no value where nothing happened */
  readonly when?: Partial<
    Pick<AlarmProps, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'>
  >;
}

/**
 * Above zero in each period in which a function that had run before did not run. Lambda writes no zero: the metric of a function that
 * does not start is missing, before the first run as well, so `breaching` would go off on a fresh deployment. REPEAT fills a gap with
 * the value before it, which is nothing before the first run. What 0 fills in there is not documented; either way the difference is
 * not above zero.
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
  // Without data the state stays: OK before the first run, ALARM until the next.
  return { metric, when: { evaluationPeriods, treatMissingData: TreatMissingData.IGNORE } };
}

export function watchFailed(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    essential: true,
    meaning: `${who} gave an event up after its last attempt. Run inbox doctor to see why, fix the cause, then run inbox replay.`,
    entry: 'events-failed',
    metric: appMetric({ name: 'Failed', by }),
  };
}

/** `period` is the reconciler's, so that one run notifies once, however many documents it found. */
export function watchDeleted(id: string, who: string, by: InboxFunction, period: Duration): AlarmRow {
  return {
    id,
    severity: 'ticket',
    essential: true,
    meaning: `${who} found results that the provider had already deleted. Have the documents extracted again.`,
    entry: 'no-longer-available',
    metric: appMetric({ name: 'NoLongerAvailable', by, period }),
  };
}

export function watchDeferred(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    meaning: `${who} could not send messages; the sweeper sends them later. Check that SQS is available and the queue exists.`,
    entry: 'deferred-sends',
    metric: appMetric({ name: 'DeferredToSweeper', by }),
    when: { evaluationPeriods: 2 },
  };
}

/** The sweeper looks at each open event at least every four hours (lambda/domain/lifecycle/policy.ts), so five hours include its last age. */
const OPEN_EVENT_HOURS = 5;
/** Of a window: early enough that a person can still save the event. */
const TOO_OLD = 0.5;

/** Goes off when an event that the function handled has been open for half of its retry window. */
export function watchAge(id: string, by: InboxFunction, retry: Config['retry']): AlarmRow {
  const shortestWindow = Math.min(retry.windowHours, retry.notReadyWindowHours) * 3600;
  return {
    id,
    severity: 'page',
    meaning:
      'An event has been open for half of its retry window and is given up when the window ends. Run inbox doctor, and fix its last error.',
    entry: 'oldest-open-event',
    metric: appMetric({ name: 'OpenEventAge', by, statistic: Stats.MAXIMUM, period: Duration.hours(1) }),
    when: { threshold: TOO_OLD * shortestWindow, evaluationPeriods: OPEN_EVENT_HOURS, datapointsToAlarm: 1 },
  };
}
