import { ignoreClosedPipes } from './closed-pipe';
import { deadLetters } from './commands/dead-letters';
import { list } from './commands/list';
import { redrive, redriveAll } from './commands/redrive';
import { replay } from './commands/replay';
import { show } from './commands/show';
import { connectDeployed, connectLocally } from './connection';
import { type Operator, operatorOf } from './operator';
import { parseArguments } from './parse-arguments';
import { UsageError } from './usage-error';

const HELP = `Usage: npm run operator -- <command> [arguments] [options]

  show <source> <eventId> | show <key>      one event's record
  list <STATUS> [YYYY-MM-DD]                final events of a status and day, newest first
  dead-letters <provider>                   the events our own code broke on, with the reason
  redrive <key>...                          FAILED events back to work, each once
  redrive --dead-letters <provider>         the same for every dead letter, which is then deleted
  replay <key>...                           fetch final events again, as their next generation

Options
  --outputs FILE      a deployed stack: the file of \`npx cdk deploy --outputs-file FILE\`
                      (region and credentials as for the AWS CLI)
  --endpoints FILE    a local stack (default: .local/endpoints.json)
  --limit N           events or letters at the most (default 100)
  --help              this text

Exit codes: 0 done; 1 an event was unknown or refused, or a call failed; 2 wrong usage`;

const OPTIONS = {
  outputs: { type: 'string' },
  endpoints: { type: 'string', default: '.local/endpoints.json' },
  'dead-letters': { type: 'string' },
  limit: { type: 'string', default: '100' },
  help: { type: 'boolean', default: false },
} as const;

interface CommandOptions {
  readonly limit: number;
  readonly deadLettersOf: string | undefined;
}

type Command = (args: readonly string[], operator: Operator, options: CommandOptions) => Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['show', show],
  ['list', (args, operator, { limit }) => list(args, operator, limit)],
  ['dead-letters', (args, operator, { limit }) => deadLetters(args, operator, limit)],
  ['redrive', redriveKeysOrLetters],
  ['replay', replay],
]);

function parse(args: readonly string[]) {
  return parseArguments({ args: [...args], options: OPTIONS, allowPositionals: true });
}

/** Runs one command. Returns the exit code. */
export async function main(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    print(HELP);
    return values.help ? 0 : 2;
  }
  const run = COMMANDS.get(command);
  if (!run) {
    throw new UsageError(`"${command}" is no command. See --help.`);
  }
  const limit = limitOf(values.limit);
  const connection = values.outputs ? connectDeployed(values.outputs) : connectLocally(values.endpoints);
  return run(rest, operatorOf(connection, print), { limit, deadLettersOf: values['dead-letters'] });
}

function redriveKeysOrLetters(
  keys: readonly string[],
  operator: Operator,
  { limit, deadLettersOf }: CommandOptions,
): Promise<number> {
  if (deadLettersOf === undefined) {
    return redrive(keys, operator);
  }
  if (keys.length > 0) {
    throw new UsageError('redrive: got keys and --dead-letters, expected one of them.');
  }
  return redriveAll(deadLettersOf, operator, limit);
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new UsageError(`--limit: got "${text}", expected a whole number from 1.`);
  }
  return limit;
}

/** What only reads has no more to do once nobody reads it; what changes something is not left half done. */
function onOutputClosed(): void {
  if (!['redrive', 'replay'].some((command) => process.argv.includes(command))) {
    process.exit(0);
  }
}

if (require.main === module) {
  ignoreClosedPipes(onOutputClosed);
  main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${message}\n`);
      process.exitCode = error instanceof UsageError ? 2 : 1;
    },
  );
}
