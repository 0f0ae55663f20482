import { AWS_LINES } from './steps/aws-lines';
import { CHANGED_SOURCES } from './steps/changed-sources';
import { DEFAULT_STACK } from './steps/default-stack';
import { EMULATOR_DIFFERENCES } from './steps/emulator-differences';
import { FAILED_DEPLOYMENT } from './steps/failed-deployment';
import type { Step, World } from './steps/steps';

export const STEPS: readonly Step[] = [
  ...DEFAULT_STACK,
  AWS_LINES,
  ...CHANGED_SOURCES,
  ...FAILED_DEPLOYMENT,
  ...EMULATOR_DIFFERENCES,
];

/** How a step ended. */
export interface StepOutcome {
  readonly name: string;
  readonly result: 'PASS' | 'FAIL' | 'not run';
  readonly seconds: number;
  /** What it told, or what is wrong. */
  readonly detail?: string | undefined;
}

/** Runs the steps in their order. Each needs those before it, so after one that fails the others are not run. */
export async function runSteps(
  steps: readonly Step[],
  world: World,
  onOutcome: (outcome: StepOutcome) => void,
): Promise<boolean> {
  let failed = false;
  for (const step of steps) {
    const outcome: StepOutcome = failed
      ? { name: step.name, result: 'not run', seconds: 0 }
      : await runStep(step, world);
    failed ||= outcome.result === 'FAIL';
    onOutcome(outcome);
  }
  return !failed;
}

async function runStep({ name, run }: Step, world: World): Promise<StepOutcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const detail = await run(world);
    return { name, result: 'PASS', seconds: seconds(), detail };
  } catch (error) {
    return { name, result: 'FAIL', seconds: seconds(), detail: (error as Error).message };
  }
}

/** One line, and what is wrong indented below it. */
export function describeOutcome({ name, result, seconds, detail }: StepOutcome): string {
  const time = result === 'not run' ? '' : ` (${seconds.toFixed(1)} s)`;
  const told = result === 'PASS' && detail !== undefined ? `: ${detail}` : '';
  const wrong = result === 'FAIL' ? `\n${(detail ?? '').replace(/^/gm, '    ')}` : '';
  return `${result.padEnd(7)} ${name}${told}${time}${wrong}`;
}
