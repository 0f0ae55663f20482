import { randomUUID } from 'node:crypto';
import type { Random } from '../usecases/ports';

/** Jitter from Math.random, tokens from the system's secure source. */
export class CryptoRandom implements Random {
  fraction(): number {
    return Math.random();
  }

  token(): string {
    return randomUUID();
  }
}
