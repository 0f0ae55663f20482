import { ProviderError } from '../../lambda/domain/error-kinds';
import type { HttpClient } from '../../lambda/domain/http-client';
import type { Obtained, Provider } from '../../lambda/domain/provider';
import { jsonBody } from './fixture';

export const TOKEN = 'sk_conformance_token_0123456789';
export const NOW = Date.parse('2026-01-01T00:00:00Z');
export const DEADLINE = NOW + 20_000;

export interface ObtainInput {
  /** The webhook's body. */
  readonly delivery: string | Uint8Array;
  readonly http: HttpClient;
  /** The client for links, when it is another than `http`. */
  readonly download?: HttpClient;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly refetch?: boolean;
  readonly maxBytes?: number;
}

/** Reads a delivery and obtains its data, as a processor would. */
export async function obtainFrom<Options>(
  provider: Provider<Options>,
  input: ObtainInput,
): Promise<Obtained> {
  const body = jsonBody(input.delivery);
  const reading = provider.read(body);
  if (reading.kind !== 'event') {
    throw new Error(`Test delivery: got ${reading.kind}, expected an event.`);
  }
  return provider.obtain({
    event: reading.event,
    body,
    options: provider.optionsSchema.parse(input.options ?? {}),
    http: input.http,
    download: input.download ?? input.http,
    refetch: input.refetch ?? false,
    apiToken: async () => input.token ?? TOKEN,
    now: NOW,
    deadline: DEADLINE,
    maxBytes: input.maxBytes ?? 1_000_000,
  });
}

/** The ProviderError an attempt ends in. */
export async function errorFrom(attempt: Promise<unknown>): Promise<ProviderError> {
  const outcome = await attempt.catch((error: unknown) => error);
  if (outcome instanceof ProviderError) {
    return outcome;
  }
  throw new Error(`Test: got ${String(outcome)}, expected a ProviderError.`);
}
