import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { pascalCase } from '../../../lambda/contracts/outputs';
import { RECONCILE_DEFAULTS } from '../../../lambda/domain/reconcile/reconcile-scan';
import type { Reconciler } from '../../functions/reconciliation';
import { appMetric } from '../app-metric';
import { type AlarmRow, silenceOf, silentFor } from './alarm-row';
import { counted, deferred } from './metric-alarms';

/** Between two runs of the source that is reconciled least often, and an hour at the least. */
export function longestInterval(reconcilers: readonly Reconciler[] = []): Duration {
  const minutes = reconcilers.map(({ longest }) => longest.toMinutes());
  return Duration.minutes(Math.max(RECONCILE_DEFAULTS.everyMinutes, ...minutes));
}

/** Those of one provider, however many sources it has. */
export function reconcilerAlarms({ provider, fn, interval, longest }: Reconciler): AlarmRow[] {
  const name = pascalCase(provider.id);
  return [
    {
      id: `ReconcilerErrors${name}`,
      severity: 'ticket',
      meaning: `The reconciler of ${provider.name} failed twice in a row, for at least one source.`,
      entry: 'reconcilerErrors',
      metric: fn.lambda.metricErrors({ period: longest }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: `ReconcilerSilent${name}`,
      severity: 'ticket',
      meaning: `The reconciler of ${provider.name} was not started twice in a row.`,
      entry: 'reconcilerSilent',
      metric: silenceOf(fn, interval),
      when: silentFor(2),
    },
    {
      id: `ReconciliationOverdue${name}`,
      severity: 'ticket',
      meaning: `A source of ${provider.name} got no page of the provider's list for two runs in a row.`,
      entry: 'reconciliationOverdue',
      metric: appMetric({
        name: 'ReconciliationOverdue',
        by: fn,
        dimensions: { provider: provider.id },
        statistic: Stats.MAXIMUM,
        period: longest,
      }),
    },
  ];
}

/** Once for all reconcilers, which count under one service name. */
export function sharedReconcilerAlarms([first]: readonly Reconciler[]): AlarmRow[] {
  return first === undefined
    ? []
    : [
        {
          id: 'ReconciliationGap',
          severity: 'ticket',
          meaning: 'A provider finished documents whose webhooks never arrived.',
          entry: 'reconciliationGap',
          metric: counted('ReconciliationGap', first.fn),
        },
        {
          id: 'CredentialsRejectedInReconciliation',
          severity: 'ticket',
          meaning: 'A provider rejected our API token during reconciliation.',
          entry: 'credentialsRejected',
          metric: counted('CredentialsRejected', first.fn),
        },
        // Its next run is up to a day away: two periods in a row never hold anything.
        { ...deferred('DeferredCaptures', 'A reconciler', first.fn), when: { evaluationPeriods: 1 } },
      ];
}
