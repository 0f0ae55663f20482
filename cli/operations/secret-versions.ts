import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import { errorName } from '../../lambda/usecases/event-telemetry';
import type { SourceAddress } from '../connection/connection';
import type { Inbox } from '../connection/inbox';
import { CommandError } from '../terminal/errors';

/** A secret's current value. Never printed, never in an error. */
export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly storedAt: number;
}

export const SECRET_KINDS = ['signing', 'token'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** What may be said of a secret: never a value, nor its beginning, nor its length. */
export const secretStateSchema = z.strictObject({
  source: z.string(),
  secret: z.enum(SECRET_KINDS),
  /** `malformed`: the functions reject it. `unreadable`: these credentials may not read it, or it is gone. */
  state: z.enum(['placeholder', 'set', 'malformed', 'unreadable']),
  /** Live signing keys, where they could be read. */
  keys: z.number().optional(),
  changedAt: z.iso.datetime().optional(),
  /** From when on every function has the present value. */
  knownFrom: z.iso.datetime().optional(),
  /** Why it could not be read. */
  error: z.string().optional(),
});

export type SecretState = z.infer<typeof secretStateSchema>;

export function secretName(source: SourceAddress, kind: SecretKind): string {
  return kind === 'signing' ? source.signingSecret : source.apiTokenSecret;
}

/** The version in force, unless another stage is named. */
export async function readVersion(
  SecretId: string,
  client: SecretsManagerClient,
  VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS' = 'AWSCURRENT',
): Promise<SecretVersion> {
  const command = new GetSecretValueCommand({ SecretId, VersionStage });
  const { VersionId = '', SecretString = '', CreatedDate } = await client.send(command);
  return { id: VersionId, text: SecretString, storedAt: CreatedDate?.getTime() ?? 0 };
}

/**
 * Replaces the version that was read. Secrets Manager has no conditional write: the version before ours must be the one we read,
 * otherwise somebody else has written in between. @throws CommandError then
 */
export async function replaceVersion(
  secret: string,
  seen: SecretVersion,
  text: string,
  client: SecretsManagerClient,
): Promise<void> {
  const ClientRequestToken = randomUUID();
  await client.send(new PutSecretValueCommand({ SecretId: secret, SecretString: text, ClientRequestToken }));
  const [current, previous] = await Promise.all([
    readVersion(secret, client),
    readVersion(secret, client, 'AWSPREVIOUS'),
  ]);
  const isOurs = current.id === ClientRequestToken && current.text === text;
  if (!isOurs || previous.id !== seen.id) {
    throw new CommandError(
      'Somebody else changed this secret at the same moment, and one of the two values is no longer in force. ' +
        'See `inbox secrets status`, agree with them, and store the right value again.',
    );
  }
}

/** Signing keys or a token, by the functions' own parsers. @throws MalformedSecretError, which holds nothing of the value */
export function parseSecret(source: string, kind: SecretKind, text: string) {
  return kind === 'signing' ? parseSigningKeys(source, text) : parseApiToken(source, text);
}

/** The state of a version, by the functions' own parsers. */
export function describeState(
  source: SourceAddress,
  kind: SecretKind,
  { storedAt, text }: SecretVersion,
  cacheSeconds: number,
): SecretState {
  const base = {
    source: source.id,
    secret: kind,
    changedAt: new Date(storedAt).toISOString(),
    knownFrom: new Date(storedAt + cacheSeconds * 1000).toISOString(),
  };
  try {
    const parsed = parseSecret(source.id, kind, text);
    const keys = parsed.set && Array.isArray(parsed.value) ? { keys: parsed.value.length } : {};
    return { ...base, state: parsed.set ? 'set' : 'placeholder', ...keys };
  } catch {
    return { ...base, state: 'malformed' };
  }
}

/** Both secrets of every source; one that cannot be read says why. */
export async function readSecretStates(
  sources: readonly SourceAddress[],
  inbox: Inbox,
): Promise<readonly SecretState[]> {
  const { clients, secretsCache } = inbox.connection;
  const all = sources.flatMap((source) => SECRET_KINDS.map((kind) => [source, kind] as const));
  return Promise.all(
    all.map(async ([source, kind]): Promise<SecretState> => {
      try {
        const version = await readVersion(secretName(source, kind), clients.secrets);
        return describeState(source, kind, version, secretsCache.cacheSeconds);
      } catch (error) {
        return { source: source.id, secret: kind, state: 'unreadable', error: errorName(error) };
      }
    }),
  );
}
