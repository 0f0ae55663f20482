import type { PlannedKill } from './chaos-plan';

/** Carries out planned kills one after the other, each once the load has come far enough. */
export class KillSchedule {
  private readonly open: PlannedKill[];
  private running: Promise<void> = Promise.resolve();

  constructor(
    kills: readonly PlannedKill[],
    private readonly kill: (planned: PlannedKill) => Promise<void>,
  ) {
    this.open = [...kills].sort((a, b) => a.after - b.after);
  }

  /** The load has come this far. Returns at once: the load goes on while something is killed. */
  advance(done: number): void {
    while (this.open[0] && this.open[0].after <= done) {
      const next = this.open.shift() as PlannedKill;
      this.running = this.running.then(() => this.kill(next));
      // Reported by `finished`.
      this.running.catch(() => {});
    }
  }

  /** Settles when every kill so far has been carried out; rejects when one could not be. */
  finished(): Promise<void> {
    return this.running;
  }
}
