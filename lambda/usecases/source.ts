import type { Provider } from '../domain/provider';

/** One webhook subscription, with its provider and that provider's parsed options. */
export interface Source {
  readonly id: string;
  readonly provider: Provider;
  readonly options: unknown;
  readonly maxEventAgeSeconds?: number | undefined;
}

export type Sources = ReadonlyMap<string, Source>;
