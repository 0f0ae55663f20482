import { PlannedChooser } from '../engine/explore-scenario';
import { minimise } from '../engine/minimise';
import { formatPlan, type Plan } from '../engine/plan';
import { type RunResult, runSchedule, type Scenario } from '../engine/run-schedule';
import { INVARIANTS } from '../engine/violation';

/** One schedule in words: what each process did, at which virtual time, and what was done to it. */
export async function tellSchedule(scenario: Scenario, plan: Plan): Promise<RunResult> {
  const result = await runSchedule(scenario, { chooser: new PlannedChooser(plan), inWords: true });
  console.log(`${scenario.name}: ${scenario.about}`);
  for (const { time, step, actor, text } of result.lines) {
    console.log(
      `${`+${(time / 1000).toFixed(1)} s`.padStart(11)} ${String(step).padStart(4)}  ${actor.padEnd(13)} ${text}`,
    );
  }
  if (result.violation) {
    const { invariant, detail } = result.violation;
    console.log(`VIOLATED: ${invariant} (${INVARIANTS[invariant]})\n  ${detail}`);
  } else {
    console.log('No invariant is violated.');
  }
  return result;
}

/** Makes a broken schedule as small as it gets, tells it, and says how to see it again. */
export async function tellBroken(scenario: Scenario, plan: Plan): Promise<void> {
  const smallest = await minimise(scenario, plan);
  await tellSchedule(scenario, smallest);
  console.log(`Again: npm run explore -- --scenario ${scenario.name} --replay ${formatPlan(smallest)}`);
}
