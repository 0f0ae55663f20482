import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../../terminal/errors';

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
