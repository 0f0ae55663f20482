import type { SetupInstructions } from '../shared/setup-instructions';
import type { ExtendOptions } from './manifest';

/** Extend's webhook endpoints, as its documentation and SDK describe them. */
export function extendSetup({ apiVersion }: Pick<ExtendOptions, 'apiVersion'>): SetupInstructions {
  return {
    webhook: [
      'Create a webhook endpoint with the URL.',
      'Choose the events `extract_run.processed` and `extract_run.failed`.',
      `Choose the API version \`${apiVersion}\`. It cannot be changed later.`,
      'Set the payload format to `url`, with a threshold of at most 1 MiB (1048576 bytes).',
    ],
    signingKey:
      'Copy the signing secret. It begins with `wss_`, and is shown once, when you create the endpoint.',
    token: 'Create an API key in the dashboard. It begins with `sk_`.',
    tokenPrefix: 'sk_',
    delivery: 'Start an extract run through the API. Runs from the dashboard send no webhook.',
  };
}
