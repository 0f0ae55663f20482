import type * as z from 'zod';
import type { ProviderPressure } from '../../lambda/domain/provider/provider';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-settings';
import type { configSchema } from './config-schema';
import type { Timing } from './timing';

type Checked = z.output<typeof configSchema>;

export interface SourceConfig extends Omit<Checked['sources'][number], 'reconcile'> {
  /** Absent: the source is not reconciled. */
  readonly reconcile?: ReconcileSettings;
  /** Why it is not, unless the configuration says so itself. */
  readonly notReconciled?: string;
}

/** The configuration with every default filled in and everything that follows from it. */
export interface Config extends Omit<Checked, 'sources' | 'providers' | 'timing'> {
  readonly sources: readonly SourceConfig[];
  /** The providers that have a source. */
  readonly providers: readonly ProviderConfig[];
  readonly timing: Timing;
}

export interface ProviderConfig {
  readonly id: string;
  readonly name: string;
  readonly pressure: ProviderPressure;
  /** Contents of archived events are stored, too. */
  readonly archivesLinks: boolean;
}
