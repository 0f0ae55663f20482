import type { Command } from 'commander';
import type { Context } from '../../connection/context';
import { addSecretsRotate } from './secrets-rotate';
import { addSecretsSet } from './secrets-set';
import { addSecretsStatus } from './secrets-status';

/** `secrets …`: signing keys and API tokens; none is ever printed. */
export function addSecrets(program: Command, context: Context): void {
  const secrets = program.command('secrets').description('signing keys and API tokens; none is ever printed');
  addSecretsStatus(secrets, context);
  addSecretsSet(secrets, context);
  addSecretsRotate(secrets, context);
}
