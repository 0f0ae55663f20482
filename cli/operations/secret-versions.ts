import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import type { SourceAddress } from '../connection/inbox';
import { CommandError } from '../terminal/errors';

/** A secret's value as it stands. Never printed, never in an error. */
export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  /** When this value was put in, in epoch milliseconds. */
  readonly putAt: number;
}

/** The value in force. */
export async function currentVersion(secret: string, client: SecretsManagerClient): Promise<SecretVersion> {
  return readVersion(secret, 'AWSCURRENT', client);
}

/**
 * Puts a value in place of the one that was read. Secrets Manager has no conditional write: the value before ours must be the one
 * we read, otherwise somebody else has written in between. @throws CommandError then
 */
export async function replaceVersion(
  secret: string,
  change: { readonly seen: SecretVersion; readonly text: string },
  client: SecretsManagerClient,
): Promise<void> {
  const ClientRequestToken = randomUUID();
  await client.send(
    new PutSecretValueCommand({ SecretId: secret, SecretString: change.text, ClientRequestToken }),
  );
  const [current, previous] = await Promise.all([
    readVersion(secret, 'AWSCURRENT', client),
    readVersion(secret, 'AWSPREVIOUS', client),
  ]);
  const isOurs = current.id === ClientRequestToken && current.text === change.text;
  if (!isOurs || previous.id !== change.seen.id) {
    throw new CommandError(
      'Somebody else changed this secret at the same moment, and one of the two values is no longer in force. ' +
        'See `inbox secrets status`, agree with them, and put the right value in again.',
    );
  }
}

async function readVersion(
  SecretId: string,
  VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS',
  client: SecretsManagerClient,
): Promise<SecretVersion> {
  const command = new GetSecretValueCommand({ SecretId, VersionStage });
  const { VersionId = '', SecretString = '', CreatedDate } = await client.send(command);
  return { id: VersionId, text: SecretString, putAt: CreatedDate?.getTime() ?? 0 };
}

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
