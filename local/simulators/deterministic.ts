import { createHash } from 'node:crypto';

/** A stream of small numbers that depends on its seed alone, so that a document has the same data on every machine. */
export class Deterministic {
  private readonly digest: Buffer;
  private position = 0;

  constructor(private readonly seed: string) {
    this.digest = createHash('sha256').update(seed).digest();
  }

  /** A whole number in [0, bound), for bounds up to 2^32. */
  below(bound: number): number {
    const index = this.position++;
    if (index < 8) {
      return this.digest.readUInt32BE(index * 4) % bound;
    }
    return createHash('sha256').update(`${this.seed}#${index}`).digest().readUInt32BE(0) % bound;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** An amount with two decimals, as text. */
  amount(): string {
    return `${this.below(9_000) + 100}.${String(this.below(100)).padStart(2, '0')}`;
  }
}

const MARKER = /"@raw:(-?[\d.]+)"/g;

/**
 * Writes a value in which markers made by `raw` stand for numbers that `JSON.stringify` could not write.
 * The outcome is valid JSON that parse + stringify would change.
 */
export function stringifyWithRaw(value: unknown): string {
  return JSON.stringify(value).replace(MARKER, '$1');
}

/** A marker for a number, given as its digits. */
export function raw(digits: string): string {
  return `@raw:${digits}`;
}
