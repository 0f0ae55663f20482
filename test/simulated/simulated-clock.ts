import type { Clock } from '../../lambda/usecases/ports';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

export interface SimulatedClockOptions {
  /** Epoch milliseconds. */
  readonly start?: number;
  /** A sleep moves the clock itself, for tests in which nobody else does. */
  readonly sleepAdvances?: boolean;
}

/** 2026-01-01T00:00:00Z. */
export const SIMULATION_START = 1_767_225_600_000;

/** Virtual time: stands still until somebody moves it. */
export class SimulatedClock implements Clock {
  private time: number;
  private readonly sleepAdvances: boolean;
  private timers: Timer[] = [];

  constructor(options: SimulatedClockOptions = {}) {
    this.time = options.start ?? SIMULATION_START;
    this.sleepAdvances = options.sleepAdvances ?? false;
  }

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    if (this.sleepAdvances) {
      this.advance(milliseconds);
      return Promise.resolve();
    }
    return new Promise((wake) => {
      this.timers.push({ at: this.time + milliseconds, wake });
    });
  }

  advance(milliseconds: number): void {
    this.advanceTo(this.time + milliseconds);
  }

  /** Never goes back. Wakes whoever slept until then, in the order of their times. */
  advanceTo(time: number): void {
    this.time = Math.max(this.time, time);
    const due = this.timers.filter((timer) => timer.at <= this.time).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) {
      timer.wake();
    }
  }

  /** When the next sleeper wakes. */
  nextWake(): number | undefined {
    return this.timers.length === 0 ? undefined : Math.min(...this.timers.map((timer) => timer.at));
  }
}

/** The clock of one process, which is off by so many milliseconds. */
export class SkewedClock implements Clock {
  constructor(
    private readonly clock: SimulatedClock,
    private readonly offset: number,
  ) {}

  now(): number {
    return this.clock.now() + this.offset;
  }

  sleep(milliseconds: number): Promise<void> {
    return this.clock.sleep(milliseconds);
  }
}
