import { ProviderError } from '../../domain/provider/error-kinds';
import type { ApiRequest, HttpClient, TokenStatus } from '../../domain/provider/provider';

/**
 * Classifies a token by one harmless call, made for something that need not exist: any answer but a refusal shows that the
 * provider accepts the token. @throws ProviderError if the answer says nothing about the token (network, 429, 5xx)
 */
export async function classifyToken<Options>(
  request: ApiRequest<Options>,
  call: (request: ApiRequest<Options>) => Promise<unknown>,
): Promise<TokenStatus> {
  let status = 0;
  const http: HttpClient = {
    get: async (get) => {
      const response = await request.http.get(get);
      status = response.status;
      return response;
    },
  };
  try {
    await call({ ...request, http });
    return 'accepted';
  } catch (error) {
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
}
