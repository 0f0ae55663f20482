import { extendSetup } from './extend/setup';
import { limaiSetup } from './limai/setup';
import type { SetupInstructions } from './shared/setup-instructions';
import type { ProviderId } from './webhook-registry';

/** What a person does at each provider. Apart from registry.ts, so that no function's bundle holds it. */
const INSTRUCTIONS = {
  limai: limaiSetup,
  extend: extendSetup,
} as const satisfies Readonly<Record<ProviderId, (options: never) => SetupInstructions>>;

/** @param options the source's, parsed by its provider */
export function getSetupInstructions(provider: string, options: unknown): SetupInstructions {
  return INSTRUCTIONS[provider as ProviderId](options as never);
}
