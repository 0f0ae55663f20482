import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../usecases/ports';

/** The time of this machine. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds);
  }
}
