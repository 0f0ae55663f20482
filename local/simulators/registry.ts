import { extendApi } from './extend/api';
import { limaiApi } from './limai/api';
import type { ProviderApi } from './provider-api';

/** Every provider that has a simulator; a new one is its folder and one line here. */
export const SIMULATED_APIS: readonly ProviderApi[] = [limaiApi, extendApi];

/**
 * The extracted data the provider's simulator serves for a document, byte for byte.
 * @throws Error naming the provider and those that exist
 */
export function bodyFor(provider: string, documentId: string): Buffer {
  const api = SIMULATED_APIS.find((candidate) => candidate.provider === provider);
  if (!api) {
    const known = SIMULATED_APIS.map((candidate) => candidate.provider).join(', ');
    throw new Error(`Simulator: got provider "${provider}", expected one of ${known}.`);
  }
  return api.bodyFor(documentId);
}
