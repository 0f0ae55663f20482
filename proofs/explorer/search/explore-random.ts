import { SeededRandom } from '../../../test/simulated/seeded-random';
import type { Fault } from '../engine/faults';
import type { Plan, PlannedFault } from '../engine/plan';
import { runSchedule } from '../engine/run-schedule';
import type { Chooser } from '../engine/scheduler';
import { randomScenario } from '../scenarios/random-scenario';

export interface RandomExploration {
  readonly firstSeed: number;
  readonly runs: number;
  readonly steps: number;
  readonly faults: number;
  readonly hashes: ReadonlySet<number>;
  readonly mostLive: number;
  /** Of all runs: extractions with two results, which no rule of ours could prevent. */
  readonly doubled: number;
  readonly broken: { readonly seed: number; readonly plan: Plan } | undefined;
}

/** Faults are injected into so many steps of each run; then it is driven to its end. */
const STEPS_WITH_FAULTS = 400;

/** Plays random runs, one per seed from `seed` on, until at least `steps` steps are made. */
export async function exploreRandom(seed: number, steps: number): Promise<RandomExploration> {
  const total = {
    firstSeed: seed,
    runs: 0,
    steps: 0,
    faults: 0,
    mostLive: 0,
    doubled: 0,
    hashes: new Set<number>(),
  };
  for (let next = seed; total.steps < steps; next += 1) {
    const rate = 0.02 + new SeededRandom(next).fraction() * 0.15;
    const chooser = new RandomChooser({ seed: next, rate, lastStep: STEPS_WITH_FAULTS });
    const result = await runSchedule(randomScenario(next), { chooser });
    total.runs += 1;
    total.steps += result.steps;
    total.faults += chooser.plan.length;
    total.mostLive = Math.max(total.mostLive, result.mostLive);
    total.doubled += result.doubled;
    total.hashes.add(result.hash);
    if (result.violation) {
      return { ...total, broken: { seed: next, plan: chooser.plan } };
    }
  }
  return { ...total, broken: undefined };
}

export interface RandomChooserProps {
  readonly seed: number;
  /** Faults per call, on average. */
  readonly rate: number;
  /** After so many steps the faults stop. */
  readonly lastStep: number;
}

/** Draws faults from a seed, and notes them as a plan that can be replayed and made smaller. */
export class RandomChooser implements Chooser {
  readonly plan: PlannedFault[] = [];
  private readonly random: SeededRandom;

  constructor(private readonly props: RandomChooserProps) {
    this.random = new SeededRandom(props.seed);
  }

  choose(step: number, options: readonly Fault[]): Fault | undefined {
    if (step > this.props.lastStep || this.random.fraction() >= this.props.rate) {
      return undefined;
    }
    const fault = options[this.random.below(options.length)];
    if (fault !== undefined) {
      this.plan.push({ step, fault });
    }
    return fault;
  }
}
