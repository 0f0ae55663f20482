import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { Context } from '../../connection/context';
import { UsageError } from '../../terminal/errors';

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
