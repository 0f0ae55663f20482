import type { ConfigInput } from './config-schema';

/** Gives `extraction-inbox.config.ts` its types; the values are checked at synth. */
export function defineConfig(input: ConfigInput): ConfigInput {
  return input;
}
