import type { Provider } from '../domain/provider/provider';
import { extend } from './extend';
import { limai } from './limai';
import { getWebhookProvider, type ProviderId } from './webhook-registry';

/** Every provider with its API. A new one is its folder, its fixtures, a line here and one in webhook-registry.ts. */
const PROVIDERS = { limai, extend } satisfies Readonly<
  Record<ProviderId, Omit<Provider<never>, 'optionsSchema'>>
>;

/** @throws Error naming the id and those that exist */
export function getProvider(id: string): Provider {
  const known = getWebhookProvider(id).manifest.id as ProviderId;
  return PROVIDERS[known] as unknown as Provider;
}
