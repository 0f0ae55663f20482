import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../../lambda/adapters/secrets/secret-values';
import type { Context } from '../../connection/context';
import { sourceAddress } from '../../connection/source-address';
import type { SourceAddress } from '../../inbox';
import { warnAboutKeys } from '../../operations/secrets/doubt-keys';
import { readSecretValue, valueOption } from '../../operations/secrets/read-secret-value';
import { SECRET_KINDS, type SecretKind, secretIdOf, stateOf } from '../../operations/secrets/secret-state';
import { currentVersion, replaceVersion } from '../../operations/secrets/secret-versions';
import { CommandError, UsageError } from '../../terminal/errors';
import { duration } from '../../terminal/format';
import { type ConfirmOptions, confirm } from '../../terminal/input';

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
    .description('put a value in, from standard input, a file, or typed hidden; never as an argument')
    .addOption(valueOption())
    .option('--yes', 'replace a value that is already set without asking')
    .action((source: string, kind: SecretKind, options: SetOptions) =>
      setSecret(source, kind, { options, context }),
    );
}

async function setSecret(
  sourceId: string,
  kind: SecretKind,
  { options, context }: { readonly options: SetOptions; readonly context: Context },
): Promise<void> {
  const inbox = await context.connect();
  const { clients, secretsCache } = inbox.connection;
  const source = sourceAddress(sourceId, inbox);
  const secret = secretIdOf(source, kind);
  const seen = await currentVersion(secret, clients.secrets);
  await agreeToReplace(stateOf(source, kind, { version: seen, ...secretsCache }), options, context);
  const value = await readSecretValue(`${kind} of ${sourceId}`, options.file, context);
  const { text, keys } = accepted(source, kind, value);
  warnAboutKeys(keys ?? [], source, { inbox, context });
  context.finishUnheard();
  await replaceVersion(secret, { seen, text }, clients.secrets);
  const knownFrom = context.now() + secretsCache.cacheSeconds * 1000;
  context.output.json({
    source: source.id,
    secret: kind,
    keys: keys?.length ?? null,
    knownFrom: new Date(knownFrom).toISOString(),
  });
  context.output.line(
    `Stored. Functions pick it up within ${duration(secretsCache.cacheSeconds * 1000)} (${duration(secretsCache.refreshFloorSeconds * 1000)} if they still hold the placeholder, or meet a signature or token that does not fit).`,
  );
}

/** Live keys that are replaced are refused from then on: what is signed with them is lost unless the provider sends it again. */
async function agreeToReplace(
  { state, keys }: ReturnType<typeof stateOf>,
  options: SetOptions,
  context: Context,
): Promise<void> {
  if (state !== 'set' || options.yes) {
    return;
  }
  if (!context.input.isInteractive) {
    throw new UsageError(
      'There is a value already: say --yes to replace it. To change a signing key without losing a delivery use `inbox secrets rotate`.',
    );
  }
  const what = keys === undefined ? 'the token' : `${keys} live key${keys === 1 ? '' : 's'}`;
  await confirm(`This replaces ${what}; to add a key use \`inbox secrets rotate\`. Go on?`, options, context);
}

/** What the functions would refuse is refused here, by their own parser. @throws CommandError that holds nothing of the value */
function accepted(
  source: SourceAddress,
  kind: SecretKind,
  value: string,
): { readonly text: string; readonly keys: readonly string[] | null } {
  try {
    if (kind === 'signing') {
      const parsed = parseSigningKeys(source.id, value);
      if (parsed.set) {
        return { text: JSON.stringify(parsed.value), keys: parsed.value };
      }
    } else if (parseApiToken(source.id, value).set) {
      return { text: value, keys: null };
    }
  } catch (error) {
    throw new CommandError(`${(error as Error).message} Nothing was changed.`);
  }
  throw new CommandError(
    'Got the placeholder itself, which is public: expected a real value. Nothing was changed.',
  );
}
