import { ProviderError } from './error-kinds';
import type { HttpClient } from './http-client';
import type { FetchRequest } from './provider';

/** `unclear`: the provider knows the token and yet refuses, which may lie in what was asked for, or in the account. */
export type TokenStatus = 'accepted' | 'refused' | 'unclear';

/** What a check of an API token needs: as for fetching data, without an event. */
export type TokenCheck<Options> = Pick<
  FetchRequest<Options>,
  'options' | 'http' | 'apiToken' | 'now' | 'deadline' | 'maxBytes'
>;

/**
 * Judges a token by one harmless call, made for something that need not exist: any answer but a refusal shows that the token
 * counts. @throws ProviderError where the answer says nothing of the token (network, 429, 5xx)
 */
export async function classifyToken<Options>(
  check: TokenCheck<Options>,
  ask: (check: TokenCheck<Options>) => Promise<unknown>,
): Promise<TokenStatus> {
  let status = 0;
  const http: HttpClient = {
    get: async (request) => {
      const response = await check.http.get(request);
      status = response.status;
      return response;
    },
  };
  try {
    await ask({ ...check, http });
    return 'accepted';
  } catch (error) {
    return verdictOf(error, status);
  }
}

function verdictOf(error: unknown, status: number): TokenStatus {
  if (!(error instanceof ProviderError)) {
    throw error;
  }
  if (error.kind === 'credentials') {
    return status === 402 || status === 403 ? 'unclear' : 'refused';
  }
  if (status !== 0 && (error.kind === 'not_found' || error.kind === 'permanent')) {
    return 'accepted';
  }
  throw error;
}
