import { type Command, Option } from 'commander';
import packageJson from '../package.json';
import { addDlq } from './commands/dlq/dlq';
import { addDoctor } from './commands/doctor';
import { addDocument } from './commands/document';
import { addEvents } from './commands/events';
import { addReconcile } from './commands/reconcile';
import { addReplay } from './commands/recover/replay-events';
import { addRetry } from './commands/recover/retry';
import { addSecrets } from './commands/secrets/secrets';
import { addSendTest } from './commands/send-test';
import { addStats } from './commands/stats';
import { addTail } from './commands/tail';
import type { GlobalOptions } from './connection/connect';
import type { Context } from './connection/context';
import type { Inbox } from './connection/inbox';
import { EXIT, type ExitCode } from './terminal/exit-codes';
import type { Input } from './terminal/input';
import { Output, type Streams } from './terminal/output';
import { Program, runProgram } from './terminal/run-program';

/** Every command, in the order of the help. To add one: write commands/<name>.ts, and list its `add…` here. */
const COMMANDS: readonly ((program: Command, context: Context) => void)[] = [
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

const EXIT_CODES = `
Exit codes:
  0    done
  1    something was unknown, refused or failed
  2    wrong usage: nothing was read or changed
  130  Ctrl-C ended it before it was done; what was done stays done`;

/** The command line `inbox`: its global options and its commands. */
export function createProgram(context: Context): Program {
  // A local run has no stack and no region of its own.
  const localOption = (flags: string, description: string) =>
    new Option(flags, description).conflicts(['stack', 'region']);
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
  for (const add of COMMANDS) {
    add(program, context);
  }
  return program;
}

/** What a run of the command line takes from its process. */
export interface InboxProcess
  extends Streams,
    Pick<Context, 'input' | 'now' | 'stopAsked' | 'finishUnheard'> {
  connect(options: GlobalOptions, input: Input): Promise<Inbox>;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runInbox(args: readonly string[], io: InboxProcess): Promise<ExitCode> {
  let inbox: Promise<Inbox> | undefined;
  const options = () => program.opts<GlobalOptions>();
  const context: Context = {
    get output() {
      return new Output(io, options().json === true);
    },
    input: io.input,
    connect: () => {
      inbox ??= io.connect(options(), io.input);
      return inbox;
    },
    now: io.now,
    stopAsked: io.stopAsked,
    finishUnheard: io.finishUnheard,
    exitCode: EXIT.done,
  };
  const program = createProgram(context);
  try {
    const code = await runProgram(program, args, io);
    return code === EXIT.done ? context.exitCode : code;
  } finally {
    await inbox?.then((open) => open.close()).catch(() => undefined);
  }
}
