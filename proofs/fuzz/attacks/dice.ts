import { SeededRandom } from '../../../test/simulated/seeded-random';

/** Draws that a seed and an index decide, so that one request of a million can be made again alone. */
export class Dice extends SeededRandom {
  static of(seed: number, index: number): Dice {
    return new Dice(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  }

  /** @throws Error when there is nothing to pick from */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) {
      throw new Error('Dice: got no choices, expected at least one.');
    }
    return choices[this.below(choices.length)] as T;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in this fraction of the draws. */
  hits(rate: number): boolean {
    return this.fraction() < rate;
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => '0123456789abcdef'.charAt(this.below(16))).join('');
  }
}
