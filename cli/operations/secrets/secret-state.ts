import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../../lambda/adapters/secrets/secret-values';
import type { SourceAddress } from '../../inbox';
import type { SecretVersion } from './secret-versions';

export const SECRET_KINDS = ['signing', 'token'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** What may be said of a secret: never a value, nor its beginning, nor its length. */
export const secretStateSchema = z.strictObject({
  source: z.string(),
  secret: z.enum(SECRET_KINDS),
  /** `malformed`: the functions refuse it. `unreadable`: these credentials may not read it, or it is gone. */
  state: z.enum(['placeholder', 'set', 'malformed', 'unreadable']),
  /** Live signing keys, where they could be read. */
  keys: z.number().optional(),
  changedAt: z.iso.datetime().optional(),
  /** From when on every function has the present value. */
  knownFrom: z.iso.datetime().optional(),
  /** Why it could not be read. */
  error: z.string().optional(),
});

export type SecretStateShown = z.infer<typeof secretStateSchema>;

/** Where the secret of a source is. */
export function secretIdOf(source: SourceAddress, kind: SecretKind): string {
  return kind === 'signing' ? source.signingSecret : source.apiTokenSecret;
}

/** Judged by the functions' own parsers. */
export function stateOf(
  source: SourceAddress,
  kind: SecretKind,
  { version, cacheSeconds }: { readonly version: SecretVersion; readonly cacheSeconds: number },
): SecretStateShown {
  const times = {
    changedAt: new Date(version.putAt).toISOString(),
    knownFrom: new Date(version.putAt + cacheSeconds * 1000).toISOString(),
  };
  const base = { source: source.id, secret: kind, ...times };
  try {
    const parsed =
      kind === 'signing' ? parseSigningKeys(source.id, version.text) : parseApiToken(source.id, version.text);
    const keys = parsed.set && Array.isArray(parsed.value) ? { keys: parsed.value.length } : {};
    return { ...base, state: parsed.set ? 'set' : 'placeholder', ...keys };
  } catch {
    return { ...base, state: 'malformed' };
  }
}
