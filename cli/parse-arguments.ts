import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error';

/**
 * What a command line says, in whole sentences when it cannot be read. An empty value is none: as a path it would stand for the
 * current directory, which nobody means who left a variable empty.
 * @throws UsageError
 */
export function parseArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  const parsed = parse(config);
  for (const [name, value] of Object.entries(parsed.values)) {
    refuseEmpty(`--${name}`, value);
  }
  for (const [index, value] of parsed.positionals.entries()) {
    refuseEmpty(`Argument ${index + 1}`, value);
  }
  return parsed;
}

function parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${sentence(error as NodeJS.ErrnoException)} See --help.`);
  }
}

/** Node ends some of its messages with a period and others not, and explains an unknown option with a riddle of quotes. */
function sentence({ code, message }: NodeJS.ErrnoException): string {
  const words = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? (message.split('. ')[0] ?? message) : message;
  return /[.?!]$/.test(words) ? words : `${words}.`;
}

function refuseEmpty(name: string, value: unknown): void {
  if (value === '') {
    throw new UsageError(`${name}: got "", expected a value. See --help.`);
  }
}
