import { type Command, Option } from 'commander';
import packageJson from '../package.json';
import { addDlq } from './commands/dlq/dlq';
import { addDoctor } from './commands/doctor';
import { addDocument } from './commands/document';
import { addEvents } from './commands/events';
import { addReplay } from './commands/events/replay-events';
import { addRetry } from './commands/events/retry';
import { addReconcile } from './commands/reconcile';
import { addSecrets } from './commands/secrets';
import { addSendTest } from './commands/send-test';
import { addStats } from './commands/stats';
import { addTail } from './commands/tail';
import type { Context } from './connection/context';
import type { Inbox } from './connection/inbox';
import { EXIT, type ExitCode } from './terminal/exit-codes';
import type { Input } from './terminal/input';
import { Output, type Streams } from './terminal/output';
import { Program, runProgram } from './terminal/run-program';

const EXIT_CODES = `
Exit codes:
  0    done
  1    something was unknown, refused or failed
  2    wrong usage: nothing was read or changed
  130  Ctrl-C ended it before it was done; what was done stays done`;

/** What says which inbox is meant, and who reads the answer. */
export interface GlobalOptions {
  readonly local?: true;
  /** Id of a local run: the port of its webhooks. */
  readonly run?: string;
  readonly endpoints?: string;
  readonly stack: string;
  readonly region?: string;
  readonly json?: true;
}

/** The whole command line; commands add themselves (commands/index.ts). */
export function createProgram(context: Context): Program {
  const program = new Program('inbox')
    .description('See, understand and repair what an extraction inbox has received.')
    .version(packageJson.version, '--version', 'print the version')
    .addOption(localOption('--local', 'the local run (`npm start`) instead of a deployed stack'))
    .addOption(
      localOption('--run <id>', 'which local run, if several are up: the port of its webhooks').conflicts(
        'endpoints',
      ),
    )
    .addOption(
      localOption(
        '--endpoints <file>',
        'a local run, by the file it writes (.local/runs/<port>/endpoints.json)',
      ),
    )
    .addOption(
      new Option('--stack <name>', 'the deployed stack').default(
        process.env.EXTRACTION_INBOX_STACK || 'ExtractionInbox',
        'EXTRACTION_INBOX_STACK, or ExtractionInbox',
      ),
    )
    .option('--region <region>', "AWS region (default: the AWS CLI's; AWS_PROFILE chooses credentials)")
    .option('--json', 'one JSON document instead of tables')
    .addHelpText('after', EXIT_CODES);
  addCommands(program, context);
  return program;
}

/** A local run has no stack and no region of its own: who names both means something else than he gets. */
function localOption(flags: string, description: string): Option {
  return new Option(flags, description).conflicts(['stack', 'region']);
}

/** What a run of the command line needs of the world around it. */
export interface Surroundings extends Streams {
  readonly input: Input;
  connect(options: GlobalOptions, input: Input): Promise<Inbox>;
  now(): number;
  stopAsked(): AbortSignal;
  finishUnheard(): void;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runInbox(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let inbox: Promise<Inbox> | undefined;
  const options = () => program.opts<GlobalOptions>();
  const context: Context = {
    get output() {
      return new Output(surroundings, options().json === true);
    },
    input: surroundings.input,
    connect: () => {
      inbox ??= surroundings.connect(options(), surroundings.input);
      return inbox;
    },
    now: surroundings.now,
    stopAsked: surroundings.stopAsked,
    finishUnheard: surroundings.finishUnheard,
    exitCode: EXIT.done,
  };
  const program = createProgram(context);
  try {
    const code = await runProgram(program, args, surroundings);
    return code === EXIT.done ? context.exitCode : code;
  } finally {
    await inbox?.then((open) => open.close()).catch(() => undefined);
  }
}

/** A command's file exports one function that adds it to the program. */
export type AddCommand = (program: Command, context: Context) => void;

/** Every command, in the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addDoctor,
  addEvents,
  addDocument,
  addRetry,
  addReplay,
  addStats,
  addTail,
  addDlq,
  addSecrets,
  addReconcile,
  addSendTest,
];

export function addCommands(program: Command, context: Context): void {
  for (const add of COMMANDS) {
    add(program, context);
  }
}
