import { SeededRandom } from '../../../test/simulated/seeded-random';
import type { Fault } from '../engine/faults';
import type { PlannedFault } from '../engine/plan';
import type { Chooser } from '../engine/scheduler';

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
