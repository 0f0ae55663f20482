import type * as z from 'zod';
import type { ProviderPressure } from '../../lambda/domain/provider';
import type { configSchema } from './config-schema';
import type { Timing } from './timing';

type Checked = z.output<typeof configSchema>;

export type SourceConfig = Checked['sources'][number];

/** The configuration with every default filled in and everything that follows from it. */
export interface Config extends Omit<Checked, 'providers' | 'timing'> {
  /** The providers that have a source. */
  readonly providers: readonly ProviderConfig[];
  readonly timing: Timing;
}

export interface ProviderConfig {
  readonly id: string;
  readonly name: string;
  readonly pressure: ProviderPressure;
}
