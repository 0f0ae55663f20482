import type { Command } from 'commander';
import * as z from 'zod';
import { parseTime } from '../../../lambda/domain/record/event-record';
import type { Context } from '../../connection/context';
import { findSource } from '../../operations/events/find-event';
import { readSecretStates, secretStateSchema } from '../../operations/secret-versions';
import { duration } from '../../terminal/format';
import { addSecretsRotate } from './secrets-rotate';
import { addSecretsSet } from './secrets-set';

/** The document of `secrets status --json`. */
export const secretsStatus = z.strictObject({ secrets: z.array(secretStateSchema) });

/** `secrets …`: signing keys and API tokens; none is ever printed. */
export function addSecrets(program: Command, context: Context): void {
  const secrets = program.command('secrets').description('signing keys and API tokens; none is ever printed');
  addSecretsStatus(secrets, context);
  addSecretsSet(secrets, context);
  addSecretsRotate(secrets, context);
}

/** `secrets status`. */
function addSecretsStatus(secrets: Command, context: Context): void {
  secrets
    .command('status')
    .description('which secrets are set, since when, and whether the functions have them')
    .option('--source <id>', 'one source (default: all)')
    .action(async ({ source }: { source?: string }) => {
      const inbox = await context.connect();
      const sources = source === undefined ? inbox.connection.sources : [findSource(source, inbox)];
      const states = await readSecretStates(sources, inbox);
      context.output.json({ secrets: states });
      const now = context.now();
      context.output.table(
        ['source', 'secret', 'state', 'keys', 'changed', 'in all functions'],
        states.map(({ source: id, secret, state, keys, changedAt, knownFrom, error }) => {
          const left = (parseTime(knownFrom) ?? now) - now;
          const known = left > 0 ? `within ${duration(left + 999)}` : 'yes';
          return [
            id,
            secret,
            error === undefined ? state : `${state} (${error})`,
            keys,
            changedAt === undefined ? '' : `${duration(now - Date.parse(changedAt))} ago`,
            state === 'set' && knownFrom !== undefined ? known : '',
          ];
        }),
      );
    });
}
