import type { WebhookProvider } from '../domain/provider/provider';
import { extendWebhook } from './extend/webhook';
import { limaiWebhook } from './limai/webhook';

/** What ingest needs of every provider; the code that fetches and lists stays out of its bundle. */
const WEBHOOKS = {
  limai: limaiWebhook,
  extend: extendWebhook,
} as const satisfies Readonly<Record<string, Omit<WebhookProvider<never>, 'optionsSchema'>>>;

export type ProviderId = keyof typeof WEBHOOKS;

export const PROVIDER_IDS: readonly string[] = Object.keys(WEBHOOKS);

/** @throws Error naming the id and those that exist */
export function getWebhookProvider(id: string): WebhookProvider {
  if (!PROVIDER_IDS.includes(id)) {
    throw new Error(`Provider: got "${id}", expected one of ${PROVIDER_IDS.join(', ')}.`);
  }
  return WEBHOOKS[id as ProviderId] as unknown as WebhookProvider;
}
