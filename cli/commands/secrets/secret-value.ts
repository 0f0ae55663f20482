import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { SourceAddress } from '../../connection/connection';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { errorCode, UsageError } from '../../terminal/errors';

/**
 * A value is never an argument: arguments stand in the shell's history and in every user's list of processes. It comes from a
 * pipe, from a file, or is typed hidden.
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
  keys: readonly string[],
  { id }: SourceAddress,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): void {
  const { name, signingKeyPrefix: prefix } = inbox.sources.get(id)?.provider.manifest ?? {};
  if (prefix !== undefined && keys.some((key) => !key.startsWith(prefix))) {
    context.output.note(
      `${name}'s signing keys begin with ${prefix}, and this value does not. Is it the right one, and complete?`,
    );
  }
}
