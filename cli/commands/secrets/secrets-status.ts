import type { Command } from 'commander';
import * as z from 'zod';
import { errorName } from '../../../lambda/domain/text/error-name';
import type { Context } from '../../connection/context';
import { sourceAddress } from '../../connection/source-address';
import type { Inbox, SourceAddress } from '../../inbox';
import {
  SECRET_KINDS,
  type SecretKind,
  type SecretStateShown,
  secretIdOf,
  secretStateSchema,
  stateOf,
} from '../../operations/secrets/secret-state';
import { currentVersion } from '../../operations/secrets/secret-versions';
import { duration } from '../../terminal/format';

/** The document of `secrets status --json`. */
export const secretsStatus = z.strictObject({ secrets: z.array(secretStateSchema) });

/** `secrets status`. */
export function addSecretsStatus(secrets: Command, context: Context): void {
  secrets
    .command('status')
    .description('which secrets are set, since when, and whether the functions know')
    .option('--source <id>', 'one source (default: all)')
    .action(async ({ source }: { source?: string }) => {
      const inbox = await context.connect();
      const sources = source === undefined ? inbox.connection.sources : [sourceAddress(source, inbox)];
      const states = await readStates(sources, inbox);
      context.output.json({ secrets: states });
      context.output.table(
        ['source', 'secret', 'state', 'keys', 'changed', 'the functions know'],
        states.map((state) => row(state, context.now())),
      );
    });
}

/** Of every source both secrets; one that cannot be read says why. */
export async function readStates(
  sources: readonly SourceAddress[],
  inbox: Inbox,
): Promise<readonly SecretStateShown[]> {
  const all = sources.flatMap((source) => SECRET_KINDS.map((kind) => [source, kind] as const));
  return Promise.all(all.map(([source, kind]) => readState(source, kind, inbox)));
}

async function readState(source: SourceAddress, kind: SecretKind, inbox: Inbox): Promise<SecretStateShown> {
  const { clients, secretsCache } = inbox.connection;
  try {
    const version = await currentVersion(secretIdOf(source, kind), clients.secrets);
    return stateOf(source, kind, { version, cacheSeconds: secretsCache.cacheSeconds });
  } catch (error) {
    return { source: source.id, secret: kind, state: 'unreadable', error: errorName(error) };
  }
}

function row(state: SecretStateShown, now: number) {
  const { source, secret, keys, changedAt, error } = state;
  const changed = changedAt === undefined ? '' : `${duration(now - Date.parse(changedAt))} ago`;
  const shown = error === undefined ? state.state : `${state.state} (${error})`;
  return [source, secret, shown, keys, changed, known(state, now)];
}

function known({ state, knownFrom }: SecretStateShown, now: number): string {
  if (knownFrom === undefined || state !== 'set') {
    return '';
  }
  const left = Date.parse(knownFrom) - now;
  return left > 0 ? `at the latest in ${duration(left + 999)}` : 'yes';
}
