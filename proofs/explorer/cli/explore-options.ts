import { InvalidArgumentError, Option } from 'commander';
import { type ExitCode, UsageError } from '../../../cli/terminal/errors';
import { expectedOneOf } from '../../../cli/terminal/format';
import { wholeNumberOption } from '../../../cli/terminal/option-values';
import { Program } from '../../../cli/terminal/run-program';
import { CHECK_NAMES, type CheckName } from '../checks/checks';
import { type Plan, parsePlan } from '../engine/plan';
import { ALL_SCENARIOS, isRandom } from '../scenarios/all-scenarios';

const MOST = 999_999_999;
const SCENARIO_NAMES = ALL_SCENARIOS.map(({ name }) => name);

export interface ExploreOptions {
  readonly budget: 'ci' | 'full';
  readonly seed: number;
  /** Of the random part. */
  readonly steps?: number;
  readonly depth?: number;
  readonly workers: number;
  readonly scenario?: string;
  readonly replay?: Plan;
  readonly check?: CheckName | 'all';
}

const MORE_HELP = `
  npm run proof -- explore                                   every single fault and every pair, then random runs
  npm run proof -- explore --budget ci                       a short run: every single fault, one pair in 12
  npm run proof -- explore --scenario NAME [--depth N]       one scenario (--depth 3: also every three faults)
  npm run proof -- explore --seed N --steps N                random runs alone, from this seed on
  npm run proof -- explore --scenario NAME --replay TRACE    one schedule, step by step
  npm run proof -- explore --check NAME                      a story in virtual time

A scenario named random-N is the random run of seed N. The others: ${SCENARIO_NAMES.join(', ')}.
Exit status: 0 every invariant holds, 1 one is broken, 2 wrong use.`;

/** `npm run proof -- explore`: `run` is called with what the command line says. */
export function createExploreProgram(run: (options: ExploreOptions) => Promise<ExitCode>): Program {
  return new Program('explore')
    .description('Explores the use cases under faults, over simulated AWS, provider and time.')
    .addOption(new Option('--budget <size>', 'how long to explore').choices(['ci', 'full']).default('full'))
    .option('--seed <n>', 'of the random runs', wholeNumberOption(0, MOST), 1)
    .option('--steps <n>', 'random runs alone, of so many steps', wholeNumberOption(1, MOST))
    .option('--depth <n>', 'faults combined in one schedule', wholeNumberOption(0, 6))
    .option('--workers <n>', 'worker processes', wholeNumberOption(1, 64), 2)
    .option('--scenario <name>', 'one scenario', scenarioName)
    .option('--replay <trace>', 'one schedule of --scenario, as printed; "-" for no fault', plan)
    .addOption(
      new Option('--check <name>', 'a story in virtual time')
        .choices(['all', ...CHECK_NAMES])
        .conflicts(['scenario', 'replay', 'steps']),
    )
    .addHelpText('after', MORE_HELP)
    .runs<ExploreOptions>((options) => {
      if (options.replay !== undefined && options.scenario === undefined) {
        throw new UsageError('--replay: expected --scenario <name> beside it, got none.');
      }
      return run(options);
    });
}

function scenarioName(text: string): string {
  if (!SCENARIO_NAMES.includes(text) && !isRandom(text)) {
    throw new InvalidArgumentError(`Got "${text}", ${expectedOneOf(text, SCENARIO_NAMES)}`);
  }
  return text;
}

function plan(text: string): Plan {
  try {
    return parsePlan(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
