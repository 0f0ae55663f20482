import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type {
  FetchOutcome,
  HttpClient,
  IdentityMismatch,
  IncomingEvent,
  Provider,
} from '../../../../lambda/domain/provider/provider';
import { jsonBody } from '../fixture';

export const TOKEN = 'sk_conformance_token_0123456789';
export const NOW = Date.parse('2026-01-01T00:00:00Z');
export const DEADLINE = NOW + 20_000;

export interface FetchInput {
  /** The webhook's body. */
  readonly delivery: string | Uint8Array;
  readonly http: HttpClient;
  /** The client for links, when it is another than `http`. */
  readonly download?: HttpClient;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly refetch?: boolean;
  readonly maxBytes?: number;
  /** Epoch milliseconds; default: `DEADLINE`. */
  readonly deadline?: number;
  /** The body is gone; what the event says is still known. */
  readonly bodyLost?: boolean;
  /** How long ago the delivery came, in milliseconds; default: just now. */
  readonly age?: number;
  readonly onMismatch?: (mismatch: IdentityMismatch) => void;
}

/** Reads a delivery and fetches its data, as a processor would. */
export async function fetchFrom<Options>(
  provider: Provider<Options>,
  input: FetchInput,
): Promise<FetchOutcome> {
  return provider.fetchResult({
    event: eventOf(provider, input.delivery),
    body: input.bodyLost ? undefined : jsonBody(input.delivery),
    bodyReceivedAt: NOW - (input.age ?? 0),
    options: provider.optionsSchema.parse(input.options ?? {}),
    http: input.http,
    download: input.download ?? input.http,
    refetch: input.refetch ?? false,
    onMismatch: input.onMismatch ?? (() => undefined),
    apiToken: async () => input.token ?? TOKEN,
    now: NOW,
    deadline: input.deadline ?? DEADLINE,
    maxBytes: input.maxBytes ?? 1_000_000,
  });
}

/** What a delivery is read as. */
export function eventOf<Options>(provider: Provider<Options>, delivery: string | Uint8Array): IncomingEvent {
  const reading = provider.parseEvent(jsonBody(delivery));
  if (reading.kind !== 'event') {
    throw new Error(`Test delivery: got ${reading.kind}, expected an event.`);
  }
  return reading.event;
}

/** The ProviderError an attempt ends in. */
export async function errorFrom(attempt: Promise<unknown>): Promise<ProviderError> {
  const outcome = await attempt.catch((error: unknown) => error);
  if (outcome instanceof ProviderError) {
    return outcome;
  }
  throw new Error(`Test: got ${String(outcome)}, expected a ProviderError.`);
}
