import { readFileSync } from 'node:fs';
import { Argument, Option } from 'commander';
import * as z from 'zod';
import { parseTime } from '../../../lambda/domain/record/event-record';
import type { SourceAddress } from '../../connection/connection';
import type { Inbox } from '../../connection/inbox';
import { findSource } from '../../operations/events/find-event';
import {
  describeState,
  parseSecret,
  readSecretStates,
  readVersion,
  replaceVersion,
  SECRET_KINDS,
  type SecretKind,
  type SecretVersion,
  secretName,
  secretStateSchema,
} from '../../operations/secret-versions';
import { CommandError, EXIT, errorCode, UsageError } from '../../terminal/errors';
import { counted, duration } from '../../terminal/format';
import { type ConfirmOptions, confirm } from '../../terminal/input';
import { column } from '../../terminal/table';
import type { Context, InboxCommand } from '../command';

/** The document of `secrets status --json`. */
export const secretsStatusSchema = z.strictObject({ secrets: z.array(secretStateSchema) });

export const secretsStatus: InboxCommand<{ readonly source?: string }> = {
  options: (command) => command.option('--source <id>', 'one source (default: all)'),

  async run({ source }, { connect, output, now: clock }) {
    const inbox = await connect();
    const sources = source === undefined ? inbox.connection.sources : [findSource(source, inbox)];
    const states = await readSecretStates(sources, inbox);
    output.json({ secrets: states });
    const now = clock();
    output.table(
      [
        column('source', 'text', 5, 6),
        column('secret', 'text', 6, 6),
        column('state', 'prose', 4, 11),
        column('keys', 'number', 1),
        column('changed', 'time', 2),
        column('in all functions', 'text', 3, 16),
      ],
      states.map(({ source: id, secret, state, keys, changedAt, knownFrom, error }) => {
        const left = (parseTime(knownFrom) ?? now) - now;
        const known = left > 0 ? `within ${duration(left + 999)}` : 'yes';
        return [
          id,
          secret,
          error === undefined ? state : `${state} (${error})`,
          keys,
          changedAt,
          state === 'set' && knownFrom !== undefined ? known : '',
        ];
      }),
    );
    return EXIT.done;
  },
};

/** The document of `secrets set --json` and `secrets rotate --json`. */
export const secretChange = z.strictObject({
  source: z.string(),
  secret: z.enum(SECRET_KINDS),
  /** Live signing keys after the change; null for a token. */
  keys: z.number().nullable(),
  /** From when on every function has the new value. */
  knownFrom: z.iso.datetime(),
});

/**
 * A value is never an argument: arguments stand in the shell's history and in every user's list of processes. It comes from a
 * pipe, from a file, or is typed hidden.
 */
export const VALUE_OPTION = new Option(
  '--file <path>',
  'read the value from this file (default: standard input, or typed hidden)',
);

interface SetOptions extends ConfirmOptions {
  readonly file?: string;
}

export const setSecret: InboxCommand<SetOptions> = {
  options: (command) =>
    command
      .addArgument(new Argument('<secret>', 'which of its secrets').choices(SECRET_KINDS))
      .addOption(VALUE_OPTION)
      .option('--yes', 'replace a value that is already set without asking'),

  async run(options, context, operands) {
    const [sourceId, kind] = operands as readonly [string, SecretKind];
    const inbox = await context.connect();
    const { clients, secretsCache } = inbox.connection;
    const source = findSource(sourceId, inbox);
    const seen = await readVersion(secretName(source, kind), clients.secrets);
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
    let parsed: ReturnType<typeof parseSecret>;
    try {
      parsed = parseSecret(source.id, kind, value);
    } catch (error) {
      throw new CommandError(`${(error as Error).message} Nothing was changed.`);
    }
    if (!parsed.set) {
      throw new CommandError(
        'Got the placeholder itself, which is public: expected a real value. Nothing was changed.',
      );
    }
    warnAboutKeys(parsed.value, source, inbox, context);
    await storeSecret({ source, kind, seen, inbox }, parsed.value, context);
    context.output.line(
      `Stored. Functions pick it up within ${duration(secretsCache.cacheSeconds * 1000)} (${duration(secretsCache.refreshFloorSeconds * 1000)} if they still hold the placeholder, or meet a signature or token that does not fit).`,
    );
    return EXIT.done;
  },
};

/** A secret as it was read. */
export interface SeenSecret {
  readonly inbox: Inbox;
  readonly source: SourceAddress;
  readonly kind: SecretKind;
  readonly seen: SecretVersion;
}

/** Replaces what was read by a token, or by signing keys, newest first. Answers from when on every function has the new value, in ISO 8601. */
export async function storeSecret(
  { inbox, source, kind, seen }: SeenSecret,
  value: string | readonly string[],
  { finishUnheard, now, output }: Context,
): Promise<string> {
  const { clients, secretsCache } = inbox.connection;
  const isToken = typeof value === 'string';
  finishUnheard();
  await replaceVersion(
    secretName(source, kind),
    seen,
    isToken ? value : JSON.stringify(value),
    clients.secrets,
  );
  const knownFrom = new Date(now() + secretsCache.cacheSeconds * 1000).toISOString();
  output.json({ source: source.id, secret: kind, keys: isToken ? null : value.length, knownFrom });
  return knownFrom;
}

/** The new value. @throws UsageError when there is none, without repeating anything of it */
export async function readSecretValue(
  question: string,
  file: string | undefined,
  { input }: Context,
): Promise<string> {
  let value: string;
  if (file === undefined) {
    value = await (input.isInteractive ? input.askHidden(`${question}: `) : input.readAll());
  } else {
    try {
      value = readFileSync(file, 'utf8');
    } catch (error) {
      throw new UsageError(`--file: ${file} cannot be read (${errorCode(error)}).`);
    }
  }
  if (value.trim() === '') {
    throw new UsageError(
      'Got no value. Pipe it in, name its file with --file, or type it when asked; it is never an argument.',
    );
  }
  return value.trim();
}

/** A warning only, because a local run makes up its keys. */
export function warnAboutKeys(
  value: string | readonly string[],
  { id }: SourceAddress,
  inbox: Inbox,
  { output }: Context,
): void {
  const { name, signingKeyPrefix: prefix } = inbox.sources.get(id)?.provider.manifest ?? {};
  if (prefix !== undefined && typeof value !== 'string' && value.some((key) => !key.startsWith(prefix))) {
    output.note(
      `${name}'s signing keys begin with ${prefix}, and this value does not. Is it the right one, and complete?`,
    );
  }
}
