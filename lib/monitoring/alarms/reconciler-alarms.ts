import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { pascalCase } from '../../../lambda/contracts/outputs';
import { RECONCILE_DEFAULTS } from '../../../lambda/domain/reconcile/reconcile-scan';
import type { Reconciler } from '../../functions/reconciliation';
import { appMetric } from '../app-metric';
import { type AlarmRow, watchDeferred, watchSilence } from './alarm-row';

/** Between two runs of the source that is reconciled least often; at least an hour. */
export function findLongestInterval(reconcilers: readonly Reconciler[]): Duration {
  const minutes = reconcilers.map(({ longest }) => longest.toMinutes());
  return Duration.minutes(Math.max(RECONCILE_DEFAULTS.everyMinutes, ...minutes));
}

/** Those of each provider, however many sources it has, and those of all reconcilers, which count under one service name. */
export function watchReconcilers(reconcilers: readonly Reconciler[]): AlarmRow[] {
  const [first] = reconcilers;
  if (first === undefined) {
    return [];
  }
  return [
    ...reconcilers.flatMap(watchReconciler),
    {
      id: 'ReconciliationGap',
      severity: 'ticket',
      meaning:
        'A provider finished documents whose webhooks never arrived. Reconciliation captured them, and the processor fetches their results. Run inbox doctor to compare URL and key with the provider.',
      entry: 'reconciliation-gap',
      metric: appMetric({ name: 'ReconciliationGap', by: first.fn }),
    },
    {
      id: 'CredentialsRejectedInReconciliation',
      severity: 'ticket',
      meaning:
        'A provider rejected the API token of a source during reconciliation. Store a valid token with inbox secrets set.',
      entry: 'credentials-rejected',
      metric: appMetric({ name: 'CredentialsRejected', by: first.fn }),
    },
    // Its next run is up to a day away, so that two periods in a row never have a value.
    { ...watchDeferred('DeferredCaptures', 'A reconciler', first.fn), when: { evaluationPeriods: 1 } },
  ];
}

function watchReconciler({ provider, fn, interval, longest }: Reconciler): AlarmRow[] {
  const name = pascalCase(provider.id);
  return [
    {
      id: `ReconcilerErrors${name}`,
      severity: 'ticket',
      meaning: `The reconciler of ${provider.name} failed twice in a row, for at least one source: missed webhooks are not found. Check its log.`,
      entry: 'reconciler-errors',
      metric: fn.lambda.metricErrors({ period: longest }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: `ReconcilerSilent${name}`,
      severity: 'ticket',
      meaning: `The reconciler of ${provider.name} was not started twice in a row: missed webhooks are not found. Check that its EventBridge rule is enabled.`,
      entry: 'reconciler-silent',
      ...watchSilence(fn, interval, 2),
    },
    {
      id: `ReconciliationOverdue${name}`,
      severity: 'ticket',
      meaning: `A source of ${provider.name} got no page of the provider's list for two runs in a row: missed webhooks are not found. Check the reconciler log.`,
      entry: 'reconciliation-overdue',
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
