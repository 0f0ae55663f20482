import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../../lambda/domain/metrics';
import type { Config } from '../../config/config';
import type { InboxFunction } from '../../functions/inbox-function';
import { appMetric } from '../app-metric';
import type { AlarmRow } from './alarm-row';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** A refused signature or two is a stranger; this many within 15 minutes is a wrong key, or somebody who tries. */
const SURGE = 10;

/** Webhooks that are refused or not answered: 5xx by cause, since API Gateway's own count holds the 503 of set-up mode as well (docs/decisions/0022). */
export function doorAlarms(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      severity: 'page',
      meaning: 'Webhooks were answered 503 because they could not be checked or recorded.',
      entry: 'claimsUnavailable',
      metric: counted('ClaimUnavailable', ingest),
    },
    {
      id: 'IngestErrors',
      severity: 'page',
      meaning: 'The ingest function crashed or ran out of time or memory on a webhook.',
      entry: 'ingestErrors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'IngestThrottles',
      severity: 'page',
      meaning: 'Lambda refused to start the ingest function: webhooks were answered 5xx.',
      entry: 'lambdaThrottling',
      metric: ingest.lambda.metricThrottles({ period: PERIOD }),
    },
    ...ofRefusals(ingest),
  ];
}

function ofRefusals(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'SignatureSurge',
      severity: 'page',
      meaning: `${SURGE} requests within 15 minutes were rejected for their signature.`,
      entry: 'signatureSurge',
      metric: appMetric({ name: 'SignatureRejected', by: ingest, period: QUARTER }),
      when: { threshold: SURGE - 1 },
    },
    {
      id: 'SignaturesTooOld',
      severity: 'ticket',
      meaning: 'Authentic webhooks were rejected because their signature was too old.',
      entry: 'signaturesTooOld',
      metric: counted('SignatureTooOld', ingest),
    },
    {
      id: 'EventsQuarantined',
      severity: 'ticket',
      essential: true,
      meaning: 'This version cannot parse an authentic webhook.',
      entry: 'eventsQuarantined',
      metric: counted('Quarantined', ingest),
    },
    {
      id: 'EventIdReused',
      severity: 'ticket',
      meaning: 'Another event arrived under a known event ID; it was stored as a separate event.',
      entry: 'eventIdReused',
      metric: counted('EventIdReused', ingest),
    },
    deferred('DeferredSends', 'The ingest function', ingest),
  ];
}

const HOUR = Duration.hours(1);
/** The sweeper looks at each open event at least every four hours (lambda/domain/lifecycle/policy.ts), so five hold every one's last age. */
const OPEN_EVENT_HOURS = 5;
/** Of a window: early enough that a person can still save the event. */
const TOO_OLD = 0.5;

export type RetryWindows = Pick<Config['retry'], 'windowHours' | 'notReadyWindowHours'>;

/** A counter of ours, per 5 minutes. */
export function counted(name: MetricName, by: InboxFunction, dimensions = {}): IMetric {
  return appMetric({ name, by, dimensions });
}

/** Rings once a function gave an event up. */
export function gaveUp(id: string, who: string, by: InboxFunction): AlarmRow {
  const metric = counted('Failed', by);
  const meaning = `${who} gave an event up.`;
  return { id, severity: 'ticket', essential: true, meaning, entry: 'eventsFailed', metric };
}

/** Rings while answers name other documents. An event is tried again every 15 minutes at the most: a shorter period would ring each time. */
export function mismatched(by: InboxFunction): AlarmRow {
  return {
    id: 'IdentityMismatch',
    severity: 'ticket',
    meaning: 'A provider answered with the data of another document; it was not stored.',
    entry: 'identityMismatch',
    metric: appMetric({ name: 'IdentityMismatch', by, period: HOUR }),
  };
}

/**
 * Rings once results were deleted at the provider before a function could fetch them: once for a run of the reconciler, however many
 * documents it found.
 */
export function deletedAtProvider(id: string, who: string, by: InboxFunction, period: Duration): AlarmRow {
  return {
    id,
    severity: 'ticket',
    essential: true,
    meaning: `${who} found results that the provider had already deleted.`,
    entry: 'noLongerAvailable',
    metric: appMetric({ name: 'NoLongerAvailable', by, period }),
  };
}

/** Rings while a function cannot send messages. */
export function deferred(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    meaning: `${who} could not send messages; the sweeper sends them later.`,
    entry: 'deferredSends',
    metric: counted('DeferredToSweeper', by),
    when: { evaluationPeriods: 2 },
  };
}

/** Rings once an event that a function touched has been open for half of its window. */
export function tooOld(id: string, by: InboxFunction, retry: RetryWindows): AlarmRow {
  const shortestWindow = Math.min(retry.windowHours, retry.notReadyWindowHours) * 3600;
  return {
    id,
    severity: 'page',
    meaning: 'An event has been open for half of its retry window; it is given up when the window ends.',
    entry: 'oldestOpenEvent',
    metric: appMetric({
      name: 'OpenEventAge',
      by,
      statistic: Stats.MAXIMUM,
      period: HOUR,
    }),
    when: { threshold: TOO_OLD * shortestWindow, evaluationPeriods: OPEN_EVENT_HOURS, datapointsToAlarm: 1 },
  };
}
