import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Random } from '../usecases/ports';

/** The time of this machine. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds);
  }
}

/** Jitter from Math.random, tokens from the system's secure source. */
export class SystemRandom implements Random {
  fraction(): number {
    return Math.random();
  }

  token(): string {
    return randomUUID();
  }
}
