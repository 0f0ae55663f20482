import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { runAsMain } from '../../cli/terminal/run-program';
import { runChecks } from './checks/checks';
import { type ExploreArguments, exploreProgram } from './cli/arguments';
import { explore } from './cli/explore';
import { tellSchedule } from './cli/tell-schedule';
import { scenarioOf } from './scenarios/all-scenarios';

async function main(options: ExploreArguments): Promise<ExitCode> {
  return (await holds(options)) ? EXIT.done : EXIT.failed;
}

async function holds({ check, replay, scenario, ...options }: ExploreArguments): Promise<boolean> {
  if (check !== undefined) {
    return runChecks(check);
  }
  if (replay !== undefined) {
    const { violation } = await tellSchedule(scenarioOf(scenario ?? ''), replay);
    return violation === undefined;
  }
  return explore({ ...options, ...(scenario !== undefined && { scenario }) });
}

void runAsMain(exploreProgram(main));
