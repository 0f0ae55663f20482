import { Deterministic } from '../simulators/deterministic';

const STEPS = 1_000_000;

/** Draws that depend on a seed alone. `stream` keeps the draws of one fault from shifting those of another. */
export class SeededChance {
  private readonly source: Deterministic;

  constructor(seed: number, stream: string) {
    this.source = new Deterministic(`${seed}/${stream}`);
  }

  /** True in this fraction of the draws. */
  hits(rate: number): boolean {
    return this.fraction() < rate;
  }

  /** In [0, 1). */
  fraction(): number {
    return this.source.below(STEPS) / STEPS;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    return this.source.below(bound);
  }

  /** @throws Error when there is nothing to pick from */
  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) {
      throw new Error('Seeded choice: got no choices, expected at least one.');
    }
    return chosen;
  }
}
