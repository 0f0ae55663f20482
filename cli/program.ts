import { Option } from 'commander';
import { PACKAGED } from '../lambda/contracts/packaged';
import packageJson from '../package.json';
import { COMMANDS, type CommandEntry } from './command-table';
import type { Context } from './commands/command';
import { type GlobalOptions, isLocal } from './connection/global-options';
import type { Inbox } from './connection/inbox';
import { START_COMMAND } from './connection/start-command';
import { findLocalProgram, LOCAL_PROGRAMS } from './local-programs';
import { describeMessage, type ExitCode, UsageError } from './terminal/errors';
import type { Input } from './terminal/input';
import { Output, type Streams } from './terminal/output';
import { helpAsOption, Program, runProgram } from './terminal/run-program';

const EXIT_CODES = `
Exit codes:
  0    done; also after help, which \`inbox\` alone prints
  1    something was unknown, refused or failed
  2    wrong usage: nothing was read or changed
  130  Ctrl-C ended it before it was done; what was done stays done`;

/** The options that say which inbox is meant. */
function choosingOptions(): readonly Option[] {
  // A local run has no stack and no region of its own.
  const local = (flags: string, description: string) =>
    new Option(flags, description).conflicts(['stack', 'inbox', 'region']);
  return [
    local('--local', `the local run (\`${START_COMMAND}\`) instead of a deployed stack`),
    local('--run <id>', 'which local run, if several are up: the port of its webhooks').conflicts(
      'endpoints',
    ),
    local('--endpoints <file>', 'a local run, by the file it writes (.local/runs/<port>/endpoints.json)'),
    new Option('--stack <name>', 'the deployed stack').default(
      process.env.EXTRACTION_INBOX_STACK || 'ExtractionInbox',
      'EXTRACTION_INBOX_STACK, or ExtractionInbox',
    ),
    new Option('--inbox <id>', 'which inbox, if the stack has several').default(
      process.env.EXTRACTION_INBOX_ID ?? '',
      'EXTRACTION_INBOX_ID',
    ),
    new Option('--region <region>', "AWS region (default: the AWS CLI's; AWS_PROFILE chooses credentials)"),
  ];
}

/** The command line `inbox`: its global options and its commands, whose options are loaded with the one that is chosen. */
export function createProgram(context: Context): Program {
  const program = new Program('inbox');
  program.helpsWhenBare = true;
  program
    .description('See, understand and repair what an extraction inbox has received.')
    .version(packageJson.version, '-v, --version', 'print the version');
  for (const option of choosingOptions()) {
    program.addOption(option);
  }
  program
    .option('--json', 'one JSON document instead of tables')
    .option('--wide', 'tables with whole ids and UTC times, wider than the terminal; so in a pipe')
    .option('--no-color', 'no colours; so in a pipe, and with NO_COLOR (FORCE_COLOR demands them)')
    .addHelpText('after', EXIT_CODES);
  const add = ({ name, description, load }: CommandEntry, parent: Program) => {
    parent
      .command(name)
      .description(description)
      .completes(async (added) => {
        const command = await load();
        command.options?.(added);
        added.runs((options, operands) => command.run(options, context, operands));
      });
  };
  for (const entry of COMMANDS) {
    if ('commands' in entry) {
      const parent = program.command(entry.name).description(entry.description);
      for (const command of entry.commands) {
        add(command, parent);
      }
    } else {
      add(entry, program);
    }
  }
  for (const [name, { description }] of Object.entries(LOCAL_PROGRAMS)) {
    program
      .command(name)
      .description(description)
      .runs(async () => {
        throw new UsageError(
          `${name}: its options come after its name, and those of inbox are not for it. See inbox ${name} --help.`,
        );
      });
  }
  // Last, since commands would inherit it.
  program.helpCommand('help [command...]', 'print the help of a command, as `inbox events list --help`');
  return program;
}

/** What a run of the command line takes from its process. */
export interface InboxProcess
  extends Streams,
    Pick<Context, 'input' | 'now' | 'stopAsked' | 'finishUnheard'> {
  connect(options: GlobalOptions, input: Input): Promise<Inbox>;
  /** @default the process's own */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runInbox(args: readonly string[], io: InboxProcess): Promise<ExitCode> {
  const [name, ...words] = helpAsOption(args);
  const localProgram = findLocalProgram(name);
  if (localProgram !== undefined) {
    // A run does not end when nobody reads what it prints.
    io.finishUnheard();
    const createLocalProgram = await localProgram.load();
    return runProgram(
      createLocalProgram(`${PACKAGED ? 'extraction-inbox' : 'inbox'} ${name}`),
      words,
      io,
      describeMessage,
    );
  }
  let inbox: Promise<Inbox> | undefined;
  const options = () => program.opts<GlobalOptions>();
  const context: Context = {
    ...io,
    get output() {
      const { json = false, wide = false, color = true } = options();
      return new Output(io, json, { wide, noColor: !color, now: io.now, env: io.env ?? process.env });
    },
    get isLocal() {
      return isLocal(options());
    },
    connect: () => {
      inbox ??= io.connect(options(), io.input);
      return inbox;
    },
  };
  const program = createProgram(context);
  try {
    return await runProgram(program, args, io);
  } finally {
    await inbox?.then((open) => open.close()).catch(() => undefined);
  }
}
