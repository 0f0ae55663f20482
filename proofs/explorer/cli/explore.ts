import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { startProgress } from '../../../cli/terminal/progress';
import { runChecks } from '../checks/checks';
import { findScenario } from '../scenarios/all-scenarios';
import { exhaustiveUnits, type WorkUnit } from '../search/work-units';
import { Account } from './exploration-report';
import type { ExploreOptions } from './explore-options';
import { tellBroken, tellSchedule } from './tell-schedule';
import { spread } from './workers';

/** Of the pairs, one in so many is played in the short run. */
const CI_EVERY = 12;
const RANDOM_STEPS = { ci: 10_000, full: 200_000 };

/** `npm run proof -- explore`: fails when an invariant is broken. */
export async function explore(options: ExploreOptions): Promise<ExitCode> {
  return (await holds(options)) ? EXIT.done : EXIT.failed;
}

async function holds(options: ExploreOptions): Promise<boolean> {
  const { check, replay, scenario = '' } = options;
  if (check !== undefined) {
    return runChecks(check);
  }
  if (replay !== undefined) {
    return (await tellSchedule(findScenario(scenario), replay)).violation === undefined;
  }
  return exploreScenarios(options);
}

async function exploreScenarios(args: ExploreOptions): Promise<boolean> {
  const started = Date.now();
  const account = new Account();
  const units = createUnits(args);
  const progress = startProgress(units.length, 'parts explored');
  await spread(units, args.workers, (result) => {
    account.add(result);
    progress.advance();
    return account.broken.length === 0 ? 'go on' : 'stop';
  }).finally(() => progress.stop());
  printLine(account.describe((Date.now() - started) / 1000));
  const [first] = account.broken;
  if (first) {
    await tellBroken(findScenario(first.scenario), first.plan);
  }
  printLine(first ? 'FAIL: an invariant is broken.' : 'PASS: every invariant holds.');
  return first === undefined;
}

function createUnits(args: ExploreOptions): WorkUnit[] {
  const every = args.budget === 'ci' ? CI_EVERY : 1;
  const exhaustive = exhaustiveUnits({ depth: args.depth, every, only: args.scenario });
  if (args.scenario !== undefined) {
    return exhaustive;
  }
  const random = randomUnits(args.seed, args.steps ?? RANDOM_STEPS[args.budget]);
  return args.steps === undefined ? [...exhaustive, ...random] : random;
}

/** Two halves, whose seeds lie far apart. */
function randomUnits(seed: number, steps: number): WorkUnit[] {
  return [seed, seed + 1_000_000].map((from) => ({
    kind: 'random',
    seed: from,
    steps: Math.ceil(steps / 2),
  }));
}
