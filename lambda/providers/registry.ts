import type { Provider } from '../domain/provider/provider';
import { extend } from './extend';
import { limai } from './limai';

/** Every provider this build knows. A new one is its folder, its fixtures, and one line here. */
const PROVIDERS = [limai, extend] as const satisfies readonly Omit<Provider<never>, 'optionsSchema'>[];

export type ProviderId = (typeof PROVIDERS)[number]['manifest']['id'];

export const PROVIDER_IDS: readonly string[] = PROVIDERS.map((provider) => provider.manifest.id);

/** @throws Error naming the id and those that exist */
export function providerOf(id: string): Provider {
  const found = PROVIDERS.find((provider) => provider.manifest.id === id);
  if (!found) {
    throw new Error(`Provider: got "${id}", expected one of ${PROVIDER_IDS.join(', ')}.`);
  }
  return found as unknown as Provider;
}
