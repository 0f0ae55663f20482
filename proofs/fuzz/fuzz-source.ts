import type { Provider } from '../../lambda/domain/provider/provider';
import { parseBody } from '../../lambda/domain/record/incoming-event';
import { getProvider } from '../../lambda/providers/registry';
import type { ProviderId } from '../../lambda/providers/webhook-registry';
import { getSamples } from '../../local/samples/samples';

/** A source under attack: what its provider knows, and what its authentic deliveries look like. */
export interface FuzzSource {
  readonly id: string;
  readonly provider: Provider;
  readonly options: unknown;
  /** Live keys, newest first. */
  readonly keys: readonly string[];
  /** Bodies a provider would sign. None that this source would answer unsigned: that is no forgery. */
  readonly bodies: readonly Buffer[];
}

export interface FuzzSourceInput {
  readonly id: string;
  readonly provider: ProviderId;
  readonly options?: object;
  readonly keys: readonly string[];
}

/** Signed sources with two live keys each, and one that answers challenges unsigned. None is in set-up mode. */
export const FUZZ_SOURCES: readonly FuzzSourceInput[] = [
  { id: 'limai', provider: 'limai', keys: ['canary_limai_newest', 'canary_limai_older'] },
  {
    id: 'limai-open',
    provider: 'limai',
    options: { verification: 'unsigned' },
    keys: ['canary_limai_open_newest', 'canary_limai_open_older'],
  },
  { id: 'extend', provider: 'extend', keys: ['wss_canary_newest', 'wss_canary_older'] },
];

/** The source as attacks see it. @throws Error for a provider or option nobody knows */
export function createFuzzSource({
  id,
  provider: providerId,
  options = {},
  keys,
}: FuzzSourceInput): FuzzSource {
  const provider = getProvider(providerId);
  const parsed = provider.optionsSchema.parse(options);
  const bodies = Object.values(getSamples(providerId)).map((build) => build().body);
  const source = { id, provider, options: parsed, keys, bodies };
  return { ...source, bodies: bodies.filter((body) => !isAnsweredUnsigned(source, body)) };
}

/** Whether the source gives this body's sender its challenge back whatever the signature says: then it is no forgery. */
export function isAnsweredUnsigned(
  { provider, options }: Pick<FuzzSource, 'provider' | 'options'>,
  body: Buffer,
): boolean {
  return provider.allowsUnsignedChallenge(options) && parseBody(provider, body).parsed.kind === 'challenge';
}
