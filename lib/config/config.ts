import type { Policy } from '../../lambda/domain/lifecycle/policy';
import type { ProviderPressure } from '../../lambda/domain/provider/provider';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-state';
import type { CheckedConfig, ConfigInput } from './config-schema';
import type { Timing } from './timing';

export interface SourceConfig extends Omit<CheckedConfig['sources'][number], 'reconcile'> {
  /** Absent: the source is not reconciled. */
  readonly reconcile?: ReconcileSettings;
  /** Why it is not, unless the configuration says so itself. */
  readonly notReconciled?: string;
}

/** The configuration with every default filled in and everything that follows from it. */
export interface Config extends Omit<CheckedConfig, 'sources' | 'providers' | 'timing'> {
  readonly sources: readonly SourceConfig[];
  /** The providers that have a source. */
  readonly providers: readonly ProviderConfig[];
  readonly timing: Timing;
}

export interface ProviderConfig {
  readonly id: string;
  readonly name: string;
  readonly pressure: ProviderPressure;
  /** The contents that archived events link to are stored as well. */
  readonly archivesLinks: boolean;
}

/** Types `extraction-inbox.config.ts`; the values are checked at synth. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}

export function toPolicy({ timing, retry, retention, indexShards, formerIndexShards }: Config): Policy {
  return {
    leaseSeconds: timing.leaseSeconds,
    graceSeconds: timing.graceSeconds,
    retryWindowSeconds: retry.windowHours * 3600,
    notReadyWindowSeconds: retry.notReadyWindowHours * 3600,
    notFoundGraceSeconds: retry.notFoundGraceMinutes * 60,
    recordRetentionDays: retention.recordDays,
    indexShards,
    ...(formerIndexShards !== undefined && { formerIndexShards }),
  };
}
