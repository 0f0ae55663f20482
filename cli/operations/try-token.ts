import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import type { ApiRequest, TokenStatus } from '../../lambda/domain/provider/provider';
import type { Source } from '../../lambda/usecases/source';
import type { Inbox } from '../connection/inbox';

const ANSWER_WITHIN_MS = 10_000;
const MAX_TRIAL_BYTES = 1_000_000;

/** A request to a source's provider, under the guards of the functions, with this token. */
export function createTrialRequest(
  { options }: Source,
  apiToken: string,
  { http }: Pick<Inbox, 'http'>,
  now: number,
): Omit<ApiRequest<never>, 'maxBytes'> {
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  return { options: options as never, http, apiToken: async () => apiToken, now, deadline };
}

/** One harmless call to the provider. `unavailable`: it gave no answer that says anything about the token. */
export async function tryToken(
  source: Source,
  apiToken: string,
  inbox: Pick<Inbox, 'http'>,
  now: number,
): Promise<{ readonly status: TokenStatus } | { readonly status: 'unavailable'; readonly why: string }> {
  try {
    const request = createTrialRequest(source, apiToken, inbox, now);
    return { status: await source.provider.checkToken({ ...request, maxBytes: MAX_TRIAL_BYTES }) };
  } catch (error) {
    if (error instanceof ProviderError) {
      return { status: 'unavailable', why: error.message };
    }
    throw error;
  }
}
