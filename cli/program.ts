import { Option } from 'commander';
import packageJson from '../package.json';
import { addCommands } from './commands';
import type { Context } from './connection/context';
import { Program } from './terminal/run-program';

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
