import { readFileSync } from 'node:fs';
import { Argument, type Command, Option } from 'commander';
import * as z from 'zod';
import { parseApiToken, parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import { errorName } from '../../lambda/domain/text/error-name';
import type { Context } from '../connection/context';
import type { Inbox, SourceAddress } from '../connection/inbox';
import { sourceAddress } from '../operations/events/find-event';
import {
  currentVersion,
  replaceVersion,
  SECRET_KINDS,
  type SecretKind,
  type SecretStateShown,
  secretIdOf,
  secretStateSchema,
  stateOf,
} from '../operations/secret-versions';
import { CommandError, UsageError } from '../terminal/errors';
import { duration } from '../terminal/format';
import { type ConfirmOptions, confirm } from '../terminal/input';
import { addSecretsRotate } from './secrets-rotate';

/** `secrets …`: signing keys and API tokens; none is ever printed. */
export function addSecrets(program: Command, context: Context): void {
  const secrets = program.command('secrets').description('signing keys and API tokens; none is ever printed');
  addSecretsStatus(secrets, context);
  addSecretsSet(secrets, context);
  addSecretsRotate(secrets, context);
}

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

/**
 * A value is never an argument: those stand in the shell's history and in every user's list of processes. It comes from a pipe,
 * from a file, or is typed without being shown.
 */
export function valueOption(): Option {
  return new Option(
    '--file <path>',
    'read the value from this file (default: standard input, or typed hidden)',
  );
}

/** The new value. @throws UsageError when there is none, without repeating anything of it */
export async function readSecretValue(
  question: string,
  file: string | undefined,
  { input }: Context,
): Promise<string> {
  const value = await read(question, file, input);
  if (value.trim() === '') {
    throw new UsageError(
      'Got no value. Pipe it in, name its file with --file, or type it when asked; it is never an argument.',
    );
  }
  return value.trim();
}

async function read(question: string, file: string | undefined, input: Context['input']): Promise<string> {
  if (file !== undefined) {
    return fileText(file);
  }
  return input.isInteractive ? input.askHidden(`${question}: `) : input.readAll();
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--file: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Says so when keys do not look like the provider's; a local run's are made up, so that is no error. */
export function warnAboutKeys(
  keys: readonly string[],
  { id }: SourceAddress,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): void {
  const { name, signingKeyPrefix: prefix } = inbox.sources.get(id)?.provider.manifest ?? {};
  if (prefix !== undefined && keys.some((key) => !key.startsWith(prefix))) {
    context.output.note(
      `${name}'s signing keys begin with ${prefix}, and this value does not: is it the right one, whole?`,
    );
  }
}
