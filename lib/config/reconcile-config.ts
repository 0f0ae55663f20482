import type * as z from 'zod';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
import { getProvider } from '../../lambda/providers/registry';
import type { SourceConfig } from './config';
import type { ConfigProblem } from './config-error';
import type { configSchema } from './config-schema';

type Checked = z.output<typeof configSchema>;

/** How a source is reconciled, or why it is not. `options` are the provider's, read. */
export function reconcileConfig(
  { provider: id, reconcile }: Pick<Checked['sources'][number], 'provider' | 'reconcile'>,
  options: Record<string, unknown>,
  retention: Pick<Checked['retention'], 'recordDays'>,
): Pick<SourceConfig, 'reconcile' | 'notReconciled'> {
  if (reconcile === false) {
    return {};
  }
  const { reconciliation, manifest } = getProvider(id);
  const lack = reconciliation
    ? reconciliation.missingOption(options)
    : `${manifest.name} cannot be asked what it finished.`;
  if (lack !== undefined) {
    return { notReconciled: lack };
  }
  const { from, horizonDays = defaultHorizon(retention), ...times } = reconcile;
  if (horizonDays === 0) {
    return { notReconciled: 'retention.recordDays is 1: a horizon must be shorter, and a day is the least.' };
  }
  const since = from === undefined ? {} : { from: new Date(from).toISOString() };
  return { reconcile: { ...times, horizonDays, ...since } };
}

/** A record that expired must never be taken for one that never was. */
export function horizonsWithinRecords({ sources, retention }: Checked): ConfigProblem[] {
  return sources.flatMap(({ reconcile }, index) => {
    const horizonDays = reconcile === false ? undefined : reconcile.horizonDays;
    if (horizonDays === undefined || horizonDays < retention.recordDays) {
      return [];
    }
    return [
      {
        key: `sources[${index}].reconcile.horizonDays`,
        got: horizonDays,
        expected: `fewer days than retention.recordDays (${retention.recordDays})`,
        remedy:
          'Lower it, raise retention.recordDays, or switch reconciliation off (reconcile: false): a record that expired would be taken for one that never was.',
      },
    ];
  });
}

const MINUTES_OF_A_DAY = 1_440;

/** A document too young for one run must still lie within the horizon of the next, or no run ever looks at it. */
export function horizonsReachBack({ sources, retention }: Checked): ConfigProblem[] {
  return sources.flatMap(({ reconcile }, index) => {
    if (reconcile === false) {
      return [];
    }
    const { everyMinutes, settleMinutes, horizonDays = defaultHorizon(retention) } = reconcile;
    const least = Math.floor((everyMinutes + settleMinutes) / MINUTES_OF_A_DAY) + 1;
    return horizonDays === 0 || horizonDays >= least
      ? []
      : [
          {
            key: `sources[${index}].reconcile.horizonDays`,
            got: horizonDays,
            expected: `at least ${least} days, more than everyMinutes and settleMinutes together`,
            remedy: 'Raise it, or lower the other two: documents would pass out of sight between two runs.',
          },
        ];
  });
}

function defaultHorizon({ recordDays }: Pick<Checked['retention'], 'recordDays'>): number {
  return Math.min(RECONCILE_DEFAULTS.horizonDays, recordDays - 1);
}
