import { runChecks } from './checks/checks';
import { HELP, parseArguments } from './cli/arguments';
import { explore } from './cli/explore';
import { tellSchedule } from './cli/tell-schedule';
import { parsePlan } from './engine/plan';
import { scenarioOf } from './scenarios/all-scenarios';

async function main(): Promise<boolean> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(HELP);
    return true;
  }
  if (args.check !== undefined) {
    return runChecks(args.check);
  }
  if (args.replay !== undefined) {
    if (args.scenario === undefined) {
      throw new Error('--replay: expected --scenario NAME beside it, got none.');
    }
    return !(await tellSchedule(scenarioOf(args.scenario), parsePlan(args.replay))).violation;
  }
  return explore(args);
}

main().then(
  (fine) => {
    process.exitCode = fine ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
