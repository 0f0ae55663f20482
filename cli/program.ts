import { Command, Option } from 'commander';
import packageJson from '../package.json';
import { addCommands } from './commands';
import type { Context } from './context';

const EXIT_CODES = `
Exit codes:
  0  done
  1  something was unknown, refused or failed
  2  wrong usage: nothing was read or changed`;

/** The same in every terminal, since docs/cli.md quotes it. */
const HELP_WIDTH = 100;

/** What says which inbox is meant, and who reads the answer. */
export interface GlobalOptions {
  readonly local?: true;
  readonly endpoints?: string;
  readonly stack: string;
  readonly region?: string;
  readonly json?: true;
}

/** A command that asks for one of its own instead of printing its whole help as an error. */
class InboxCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.helpCommand(false);
  }

  override createCommand(name?: string): Command {
    return new InboxCommand(name);
  }

  override help(options?: unknown): never {
    if (typeof options === 'object' && options !== null && 'error' in options && options.error === true) {
      const names = this.commands.map((command) => command.name()).join(', ');
      return this.error(`error: ${this.name()}: expected a command, one of ${names}.`);
    }
    return super.help();
  }
}

/** The whole command line; commands add themselves (commands/index.ts). Says nothing by itself on wrong usage: it throws. */
export function createProgram(context: Context, write: (text: string) => void): Command {
  const program = new InboxCommand('inbox')
    .description('See, understand and repair what an extraction inbox has received.')
    .version(packageJson.version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addOption(localOption('--local', 'the local run (`npm start`) instead of a deployed stack'))
    .addOption(
      localOption(
        '--endpoints <file>',
        'a local run, by the file it writes (default: .local/endpoints.json)',
      ),
    )
    .option('--stack <name>', 'the deployed stack', 'ExtractionInbox')
    .option('--region <region>', "AWS region (default: the AWS CLI's; AWS_PROFILE chooses credentials)")
    .option('--json', 'one JSON document instead of tables')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: write,
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  addCommands(program, context);
  return program;
}

/** A local run has no stack and no region of its own: who names both means something else than he gets. */
function localOption(flags: string, description: string): Option {
  return new Option(flags, description).conflicts(['stack', 'region']);
}
