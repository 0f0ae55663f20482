import { printLine } from '../../../cli/terminal/output';
import { formatPlan, type Plan } from '../engine/plan';
import { type RunResult, runSchedule } from '../engine/run-schedule';
import type { Scenario } from '../engine/scenario';
import type { TraceLine } from '../engine/trace';
import { INVARIANTS } from '../monitor/violation';
import { PlannedChooser } from '../search/explore-scenario';
import { minimise } from '../search/minimise';

const TOLD_AT_EACH_END = 150;

/** One schedule in words: what each process did, at which virtual time, and what was done to it. */
export async function tellSchedule(scenario: Scenario, plan: Plan): Promise<RunResult> {
  const result = await runSchedule(scenario, { chooser: new PlannedChooser(plan), inWords: true });
  printLine(`${scenario.name}: ${scenario.about}`);
  for (const { time, step, actor, text } of shortened(result.lines)) {
    printLine(
      `${`+${(time / 1000).toFixed(1)} s`.padStart(11)} ${String(step).padStart(4)}  ${actor.padEnd(13)} ${text}`,
    );
  }
  if (result.violation) {
    const { invariant, detail } = result.violation;
    printLine(`VIOLATED: ${invariant} (${INVARIANTS[invariant]})\n  ${detail}`);
  } else {
    printLine('PASS: every invariant holds.');
  }
  return result;
}

/** A schedule that repeats itself for ever is told by its beginning and its end. */
function shortened(lines: readonly TraceLine[]): readonly TraceLine[] {
  if (lines.length <= 2 * TOLD_AT_EACH_END) {
    return lines;
  }
  const left = `… ${lines.length - 2 * TOLD_AT_EACH_END} steps …`;
  const beginning = lines.slice(0, TOLD_AT_EACH_END);
  const end = lines.slice(-TOLD_AT_EACH_END);
  return [...beginning, { step: TOLD_AT_EACH_END, time: end[0]?.time ?? 0, actor: left, text: '' }, ...end];
}

/** Makes a broken schedule as small as it gets, tells it, and says how to see it again. */
export async function tellBroken(scenario: Scenario, plan: Plan): Promise<void> {
  const smallest = await minimise(scenario, plan);
  await tellSchedule(scenario, smallest);
  printLine(`Again: npm run proof -- explore --scenario ${scenario.name} --replay ${formatPlan(smallest)}`);
}
