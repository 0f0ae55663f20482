import { InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import { describeFaults } from '../../local/faults/fault-catalogue';
import { type FaultSwitch, faultList, faultsOn, parseFaults } from '../../local/faults/parse-faults';
import { MAX_SEED, MAX_WAIT_SECONDS } from '../load/load-options';

const DEFAULT_FAULTS = [
  'provider-429:0.1',
  'provider-500:0.1',
  'provider-slow:0.1',
  'provider-half:0.1',
  'dynamodb-throttle:0.02',
  'sqs-timeout-after-accept:0.02',
  's3-500:0.02',
].join(',');

const MORE_HELP =
  '\nExit status: 0 nothing lost, doubled, stuck, wrong or invented; 1 something is; 2 wrong use.';

export interface ChaosOptions {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  readonly rate: number;
  readonly faults: readonly FaultSwitch[];
  readonly waitSeconds: number;
  readonly quick: boolean;
  readonly keep: boolean;
}

type Given = Omit<ChaosOptions, 'waitSeconds' | 'faults'> & {
  readonly wait: number;
  readonly faults: readonly FaultSwitch[] | 'help';
};

/** `npm run proof -- chaos`: `run` is called with what the command line says. */
export function createChaosProgram(run: (options: ChaosOptions) => Promise<ExitCode>): Program {
  const program = new Program('chaos')
    .description(
      'Proves on real processes that nothing acknowledged is lost: starts the whole stack, loads it with signed webhooks while functions and the whole stack are killed with SIGKILL and providers and AWS misbehave, lets it recover, and compares what is stored with what was sent and served. Providers repeat what was not answered 200.',
    )
    .option(
      '--events <n>',
      'distinct events; one delivery in five is a repeat',
      wholeNumberOption(1, 1_000_000),
      2_000,
    )
    .option('--kills <n>', 'SIGKILLs, evenly spread over the load', wholeNumberOption(0, 10_000), 20)
    .option('--seed <n>', 'decides events, order, and when what is killed', wholeNumberOption(0, MAX_SEED), 1)
    .option('--rate <n>', 'deliveries per second', wholeNumberOption(1, 1_000), 15)
    .addOption(
      new Option('--faults <list>', 'during the load, as of npm start; "none", or "help" for the list')
        .argParser(faults)
        .default(parseFaults(DEFAULT_FAULTS), DEFAULT_FAULTS),
    )
    .option(
      '--wait <seconds>',
      'for all to become final after the load',
      wholeNumberOption(0, MAX_WAIT_SECONDS),
      600,
    )
    .option(
      '--quick',
      'times of seconds instead of minutes, which no stack in AWS would have: recovers within seconds',
      false,
    )
    .option('--keep', 'keep the data directory; it is kept anyway when something is wrong', false)
    .addHelpText('after', MORE_HELP);
  return program.runs<Given>(async ({ wait, faults: chosen, ...rest }) => {
    if (chosen === 'help') {
      program.print(describeFaults());
      return EXIT.done;
    }
    return run({ ...rest, faults: chosen, waitSeconds: wait });
  });
}

function faults(text: string): readonly FaultSwitch[] | 'help' {
  const chosen = faultList(text);
  if (chosen !== 'help' && faultsOn('functions', chosen).length > 0) {
    throw new InvalidArgumentError('function-kill is chaos’s own work here; use --kills.');
  }
  return chosen;
}
