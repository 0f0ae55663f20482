import { ProviderError } from '../domain/provider/error-kinds';
import type { Provider, WebhookProvider } from '../domain/provider/provider';
import type { ReconcileSettings } from '../domain/reconcile/reconcile-state';
import type { EventRecord } from '../domain/record/event-record';
import { asTransient } from './as-transient';
import type { ApiTokens } from './ports';

/** One webhook subscription, with its provider and that provider's parsed options, as ingest knows it. */
export interface WebhookSource<P extends WebhookProvider = WebhookProvider> {
  readonly id: string;
  readonly provider: P;
  readonly options: unknown;
  readonly maxEventAgeSeconds?: number | undefined;
  /** Absent: the source is not reconciled. */
  readonly reconcile?: ReconcileSettings | undefined;
}

export type Source = WebhookSource<Provider>;

export type Sources<S extends WebhookSource = Source> = ReadonlyMap<string, S>;

/**
 * The configured source of an event. Undefined if it was removed, or if its id now belongs to another provider: that one must
 * neither parse this event's body nor be asked for its document.
 */
export function findSource(
  { source: id, provider }: Pick<EventRecord, 'source' | 'provider'>,
  sources: Sources,
): Source | undefined {
  const source = sources.get(id);
  return source?.provider.manifest.id === provider ? source : undefined;
}

/** The API token of a source, for one request. */
export class SourceToken {
  private used: string | undefined;
  private renewed: string | undefined;

  constructor(
    private readonly source: Pick<Source, 'id'>,
    private readonly tokens: ApiTokens,
  ) {}

  /** @throws ProviderError `credentials` while the token is the placeholder, `transient` when it cannot be read */
  readonly read = async (): Promise<string> => {
    this.used = this.renewed ?? (await this.load(false));
    return this.used;
  };

  /** Reads a refused token again, once. True: it has been replaced, and the request should be made again. */
  async renewAfter(error: unknown): Promise<boolean> {
    const isRefused = error instanceof ProviderError && error.kind === 'credentials';
    if (!isRefused || this.renewed !== undefined) {
      return false;
    }
    this.renewed = await this.load(true);
    return this.renewed !== this.used;
  }

  private async load(refresh: boolean): Promise<string> {
    const { id } = this.source;
    const state = await asTransient('Reading the API token', () => this.tokens.apiToken(id, { refresh }));
    if (!state.set) {
      throw new ProviderError(
        'credentials',
        `The API token of source "${id}" is still the placeholder. Put the real token into its secret.`,
      );
    }
    return state.value;
  }
}
