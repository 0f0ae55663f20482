import type { Random } from '../../lambda/usecases/ports';

/** A stream of numbers that its seed alone decides (mulberry32), and tokens that tell who asked for them. */
export class SeededRandom implements Random {
  private state: number;
  private tokens = 0;

  constructor(
    seed: number,
    private readonly name = 'token',
  ) {
    this.state = seed >>> 0;
  }

  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  token(): string {
    this.tokens += 1;
    return `${this.name}-${this.tokens}`;
  }
}
