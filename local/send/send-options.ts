import { Option } from 'commander';
import { START_COMMAND } from '../../cli/connection/start-command';
import type { ExitCode } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import { describeKinds } from './kinds/find-kind';

const MOST_DELIVERIES = 1_000_000;
const MORE_HELP = `
${describeKinds()}

Exit status: 0 everything as expected, 1 something not, 2 wrong use.`;

export interface SendOptions {
  readonly source: string;
  readonly kind: string;
  readonly count: number;
  readonly distinct?: number;
  readonly duplicate: boolean;
  readonly eventId?: string;
  readonly fileId?: string;
  readonly badSignature: boolean;
  readonly stale: boolean;
  readonly concurrency: number;
  readonly wait?: number;
  readonly run?: string;
  readonly endpoints?: string;
}

/** `npm run send`, or under another name: `run` is called with what the command line says. */
export function createSendProgram(
  run: (options: SendOptions) => Promise<ExitCode>,
  name = 'npm run send --',
): Program {
  const program = new Program(name)
    .description(`Sends signed sample webhooks to a running local stack (${START_COMMAND}).`)
    .usage('[options] <source> <kind>')
    .argument('<source>', 'ID of a source of the run')
    // Asked for once the source is known, whose kinds can then be named.
    .argument('[kind]', 'what is sent: see below')
    .option('--count <n>', 'events to send', wholeNumberOption(1, MOST_DELIVERIES), 1)
    .addOption(
      new Option('--distinct <n>', 'spread them over so many event ids (default: one each)')
        .argParser(wholeNumberOption(1, MOST_DELIVERIES))
        .conflicts('eventId'),
    )
    .option('--duplicate', 'send every one a second time', false)
    .option('--event-id <id>', 'this event id for all of them')
    .option('--file-id <id>', 'this document for all of them')
    .option('--bad-signature', "sign with a key that is not the source's; expects 401", false)
    .option('--stale', 'sign an hour ago; expects 401; for providers that sign a time', false)
    .option('--concurrency <n>', 'events at once', wholeNumberOption(1, 1_000), 8)
    .option(
      '--wait <seconds>',
      'wait so long for the final state, 0: not at all (default: 30, and 0 for more than 20 deliveries and for what takes minutes)',
      wholeNumberOption(0, 3_600),
    );
  return addRunOptions(program)
    .addHelpText('after', MORE_HELP)
    .runs<SendOptions>((options, [source = '', kind = '']) => run({ ...options, source, kind }));
}

/** Which local run is meant. */
export function addRunOptions(program: Program): Program {
  return program
    .addOption(
      new Option('--run <id>', 'which local run, if several are up: the port of its webhooks').conflicts(
        'endpoints',
      ),
    )
    .option('--endpoints <file>', 'a local run, by the file it writes (.local/runs/<port>/endpoints.json)');
}
