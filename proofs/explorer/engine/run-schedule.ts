import type { World } from '../../../test/simulated/world';
import { checkEnding } from '../invariants/check-ending';
import { Monitor } from '../monitor/monitor';
import type { Violation } from '../monitor/violation';
import type { PortCall } from './actor';
import type { Scenario } from './scenario';
import { type Chooser, Scheduler } from './scheduler';
import { Stage } from './stage';
import { Trace, type TraceLine } from './trace';

export interface RunResult {
  readonly hash: number;
  readonly steps: number;
  readonly violation: Violation | undefined;
  readonly lines: readonly TraceLine[];
  readonly mostLive: number;
  /** Extractions with two results, which no rule of ours could prevent. */
  readonly doubled: number;
  /** As it stands at the end. */
  readonly world: World;
}

export interface RunOptions {
  readonly chooser: Chooser;
  readonly inWords?: boolean;
  readonly maxSteps?: number;
}

/** No story of ours is this long: then something repeats itself. */
const MAX_STEPS = 5_000;

/** Plays one schedule to its end and checks it. Stops at the first violation. */
export async function runSchedule(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const world = scenario.newWorld();
  const trace = new Trace(scenario.name, options.inWords ?? false);
  const run = new Run(scenario, world, { maxSteps: MAX_STEPS, ...options, trace });
  const violation = await run.play();
  return {
    hash: trace.hash,
    steps: run.scheduler.step,
    violation,
    lines: trace.lines,
    mostLive: run.monitor.live.most,
    doubled: run.monitor.doubled,
    world,
  };
}

class Run {
  readonly monitor: Monitor;
  readonly scheduler: Scheduler;
  private readonly stage: Stage;
  private readonly start: number;
  private readonly maxSteps: number;

  constructor(
    private readonly scenario: Scenario,
    private readonly world: World,
    { trace, chooser, maxSteps }: { trace: Trace; chooser: Chooser; maxSteps: number },
  ) {
    this.maxSteps = maxSteps;
    this.start = world.clock.now();
    this.monitor = new Monitor(world);
    this.scheduler = new Scheduler({
      clock: world.clock,
      chooser,
      observer: this.monitor,
      trace,
      stallUntil: () => this.stallUntil(),
      start: this.start,
    });
    this.stage = new Stage({ world, scheduler: this.scheduler, monitor: this.monitor });
  }

  async play(): Promise<Violation | undefined> {
    await this.scenario.arrange(this.stage);
    this.monitor.begin();
    while (this.monitor.violations.length === 0 && this.scheduler.step < this.maxSteps) {
      this.stage.startDue();
      this.scheduler.wake();
      await untilIdle();
      const call = this.scheduler.next();
      if (call) {
        await this.carryOut(call);
      } else if (!(await this.letTimePass())) {
        break;
      }
    }
    if (this.monitor.violations.length === 0) {
      this.checkOutcome();
    }
    return this.monitor.violations[0];
  }

  private async carryOut(call: PortCall): Promise<void> {
    if (this.scenario.isFatal?.(call)) {
      this.scheduler.kill(call, 'the process dies at it, as always');
    } else if (this.scenario.isRefused?.(call, this.world.clock.now() - this.start)) {
      this.scheduler.refuse(call, 'fail');
    } else {
      await this.scheduler.run(call);
    }
  }

  /** False when nothing will ever happen again. */
  private async letTimePass(): Promise<boolean> {
    const next = this.stage.nextTime();
    if (next === undefined || next === Number.POSITIVE_INFINITY) {
      await this.scheduler.land();
      this.scheduler.releaseAll();
      return this.scheduler.next() !== undefined || this.stage.nextTime() !== undefined;
    }
    this.world.clock.advanceTo(next);
    await this.scheduler.land();
    await untilIdle();
    return this.isInTime();
  }

  private isInTime(): boolean {
    return this.world.clock.now() - this.start <= this.longest();
  }

  /** Past any lease, at the moment the next message is delivered: so that both are at work at once. */
  private stallUntil(): number {
    const lapse = this.world.clock.now() + this.world.policy.leaseSeconds * 1000 + 1_000;
    return this.world.queue.nextVisibleFrom(lapse) ?? lapse;
  }

  /** By then each event's window is over, even one opened again halfway, and the sweeper had its turn. */
  private longest(): number {
    const { notReadyWindowSeconds, graceSeconds } = this.world.policy;
    return (2 * notReadyWindowSeconds + 4 * graceSeconds) * 1000;
  }

  private checkOutcome(): void {
    this.monitor.checkEnd();
    for (const { invariant, detail } of checkEnding(this.scenario, this.world)) {
      this.monitor.report(invariant, detail);
    }
  }
}

/** Waits until every actor waits for a call: Node runs `nextTick` only when no promise has anything left to do. */
function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
