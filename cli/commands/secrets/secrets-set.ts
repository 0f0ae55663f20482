import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../../lambda/adapters/secrets/secret-values';
import type { SourceAddress } from '../../connection/connection';
import type { Context } from '../../connection/context';
import { findSource } from '../../operations/events/find-event';
import {
  currentVersion,
  describeState,
  replaceVersion,
  SECRET_KINDS,
  type SecretKind,
  secretName,
} from '../../operations/secret-versions';
import { CommandError, UsageError } from '../../terminal/errors';
import { counted, duration } from '../../terminal/format';
import { type ConfirmOptions, confirm } from '../../terminal/input';
import { readSecretValue, valueOption, warnAboutKeys } from './secret-value';

/** The document of `secrets set --json` and `secrets rotate --json`. */
export const secretChange = z.strictObject({
  source: z.string(),
  secret: z.enum(SECRET_KINDS),
  /** Live signing keys after the change; null for a token. */
  keys: z.number().nullable(),
  /** From when on every function has the new value. */
  knownFrom: z.iso.datetime(),
});

interface SetOptions extends ConfirmOptions {
  readonly file?: string;
}

/** `secrets set`. */
export function addSecretsSet(secrets: Command, context: Context): void {
  secrets
    .command('set <source>')
    .addArgument(new Argument('<secret>', 'which of its secrets').choices(SECRET_KINDS))
    .description('store a value from standard input, from a file, or typed hidden; never as an argument')
    .addOption(valueOption())
    .option('--yes', 'replace a value that is already set without asking')
    .action((source: string, kind: SecretKind, options: SetOptions) =>
      setSecret(source, kind, options, context),
    );
}

async function setSecret(
  sourceId: string,
  kind: SecretKind,
  options: SetOptions,
  context: Context,
): Promise<void> {
  const inbox = await context.connect();
  const { clients, secretsCache } = inbox.connection;
  const source = findSource(sourceId, inbox);
  const secret = secretName(source, kind);
  const seen = await currentVersion(secret, clients.secrets);
  const { state, keys: live } = describeState(source, kind, seen, secretsCache.cacheSeconds);
  // The functions refuse a replaced key at once: a delivery signed with it is lost unless the provider repeats it.
  if (state === 'set' && !options.yes) {
    if (!context.input.isInteractive) {
      throw new UsageError(
        'There is a value already: say --yes to replace it. To change a signing key without losing a delivery use `inbox secrets rotate`.',
      );
    }
    const what = live === undefined ? 'the token' : counted(live, 'live key');
    const question = `This replaces ${what}; to add a key use \`inbox secrets rotate\`. Continue?`;
    await confirm(question, options, context);
  }
  const value = await readSecretValue(`${kind} of ${sourceId}`, options.file, context);
  const keys = parseAccepted(source, kind, value);
  warnAboutKeys(keys ?? [], source, { inbox, context });
  context.finishUnheard();
  const text = keys === null ? value : JSON.stringify(keys);
  await replaceVersion(secret, seen, text, clients.secrets);
  const knownFrom = new Date(context.now() + secretsCache.cacheSeconds * 1000).toISOString();
  context.output.json({ source: source.id, secret: kind, keys: keys?.length ?? null, knownFrom });
  context.output.line(
    `Stored. Functions pick it up within ${duration(secretsCache.cacheSeconds * 1000)} (${duration(secretsCache.refreshFloorSeconds * 1000)} if they still hold the placeholder, or meet a signature or token that does not fit).`,
  );
}

/** The signing keys of a value that the functions' own parser accepts; null for a token. @throws CommandError that holds nothing of the value */
function parseAccepted(source: SourceAddress, kind: SecretKind, value: string): readonly string[] | null {
  try {
    if (kind === 'signing') {
      const parsed = parseSigningKeys(source.id, value);
      if (parsed.set) {
        return parsed.value;
      }
    } else if (parseApiToken(source.id, value).set) {
      return null;
    }
  } catch (error) {
    throw new CommandError(`${(error as Error).message} Nothing was changed.`);
  }
  throw new CommandError(
    'Got the placeholder itself, which is public: expected a real value. Nothing was changed.',
  );
}
