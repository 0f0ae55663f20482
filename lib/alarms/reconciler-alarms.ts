import { Duration } from 'aws-cdk-lib';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile';
import type { InboxFunction } from '../inbox-function';
import { pascalCase } from '../pascal-case';
import type { AlarmRow } from './alarm-row';
import { counted, deferred } from './counted-alarms';
import { silenceOf, silentFor } from './silence';

export interface WatchedReconciler {
  /** The source it asks about. */
  readonly source: string;
  readonly fn: InboxFunction;
  /** Between two runs. */
  readonly interval: Duration;
}

/** Between two runs of the source that is reconciled least often, and an hour at the least. */
export function longestInterval(reconcilers: readonly WatchedReconciler[] = []): Duration {
  const minutes = reconcilers.map(({ interval }) => interval.toMinutes());
  return Duration.minutes(Math.max(RECONCILE_DEFAULTS.everyMinutes, ...minutes));
}

/** Those of one source. */
export function reconcilerAlarms({ source, fn, interval }: WatchedReconciler): AlarmRow[] {
  const name = pascalCase(source);
  return [
    {
      id: `ReconciliationGap${name}`,
      severity: 'ticket',
      meaning: `The provider finished documents of source ${source} whose webhooks never arrived.`,
      entry: 'reconciliationGap',
      metric: counted('ReconciliationGap', fn, { source }),
    },
    {
      id: `ReconcilerErrors${name}`,
      severity: 'ticket',
      meaning: `The reconciler of source ${source} failed twice in a row.`,
      entry: 'reconcilerErrors',
      metric: fn.lambda.metricErrors({ period: interval }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: `ReconcilerSilent${name}`,
      severity: 'ticket',
      meaning: `The reconciler of source ${source} missed two runs.`,
      entry: 'reconcilerSilent',
      metric: silenceOf(fn, interval),
      when: silentFor(2),
    },
  ];
}

/** Once for all reconcilers, which count under one service name. */
export function sharedReconcilerAlarms([first]: readonly WatchedReconciler[]): AlarmRow[] {
  return first === undefined
    ? []
    : [
        {
          id: 'CredentialsRejectedInReconciliation',
          severity: 'ticket',
          meaning: 'A provider refused our API token when asked what it finished.',
          entry: 'credentialsRejected',
          metric: counted('CredentialsRejected', first.fn),
        },
        // Its next run is up to a day away: two periods in a row never hold anything.
        { ...deferred('DeferredCaptures', 'A reconciler', first.fn), when: { evaluationPeriods: 1 } },
      ];
}
