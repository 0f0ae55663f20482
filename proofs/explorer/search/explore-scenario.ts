import type { Fault } from '../engine/faults';
import type { Plan } from '../engine/plan';
import { type RunResult, runSchedule } from '../engine/run-schedule';
import type { Scenario } from '../engine/scenario';
import type { Chooser } from '../engine/scheduler';

export interface Exploration {
  readonly scenario: string;
  /** Schedules played. */
  readonly runs: number;
  readonly steps: number;
  /** Of what was observed in each, so that two names of one schedule count once. */
  readonly hashes: ReadonlySet<number>;
  readonly mostLive: number;
  /** Of all schedules: extractions with two results, which no rule of ours could prevent. */
  readonly doubled: number;
  /** The first plan that broke an invariant. */
  readonly broken: Plan | undefined;
}

export interface ExploreOptions {
  /** Faults combined in one schedule. */
  readonly depth: number;
  /** Only every n-th of the deepest schedules, for a run that must be short. */
  readonly every?: number;
  /** This part of the first faults, of so many parts: for several workers. */
  readonly part?: { readonly index: number; readonly of: number };
}

/** Plays every schedule of up to `depth` faults: each applicable fault at each step, and after it each at each later step. */
export async function exploreScenario(scenario: Scenario, options: ExploreOptions): Promise<Exploration> {
  return new Explorer(scenario, options).explore();
}

class Explorer {
  private runs = 0;
  private steps = 0;
  private mostLive = 0;
  private doubled = 0;
  private broken: Plan | undefined;
  private skipped = 0;
  private firstFaults = 0;
  private readonly hashes = new Set<number>();

  constructor(
    private readonly scenario: Scenario,
    private readonly options: ExploreOptions,
  ) {}

  async explore(): Promise<Exploration> {
    await this.descend([]);
    const { runs, steps, hashes, mostLive, doubled, broken } = this;
    return { scenario: this.scenario.name, runs, steps, hashes, mostLive, doubled, broken };
  }

  private async descend(plan: Plan): Promise<void> {
    const recorder = new PlannedChooser(plan);
    const result = await runSchedule(this.scenario, { chooser: recorder });
    // The schedule without faults is the first part's.
    if (plan.length > 0 || (this.options.part?.index ?? 0) === 0) {
      this.note(plan, result);
    }
    if (this.broken || plan.length >= this.options.depth) {
      return;
    }
    for (const next of longerPlans(plan, recorder.options)) {
      if (!this.isLeftOut(next)) {
        await this.descend(next);
      }
      if (this.broken) {
        return;
      }
    }
  }

  private isLeftOut(plan: Plan): boolean {
    if (plan.length === 1) {
      const { index, of } = this.options.part ?? { index: 0, of: 1 };
      this.firstFaults += 1;
      return this.firstFaults % of !== index;
    }
    this.skipped += 1;
    return this.skipped % (this.options.every ?? 1) !== 0;
  }

  private note(plan: Plan, result: RunResult): void {
    this.runs += 1;
    this.steps += result.steps;
    this.hashes.add(result.hash);
    this.mostLive = Math.max(this.mostLive, result.mostLive);
    this.doubled += result.doubled;
    if (result.violation) {
      this.broken = plan;
    }
  }
}

/** The plan with each fault that could follow it. */
function* longerPlans(plan: Plan, options: readonly (readonly Fault[])[]): Generator<Plan> {
  const first = (plan.at(-1)?.step ?? -1) + 1;
  for (let step = first; step < options.length; step += 1) {
    for (const fault of options[step] ?? []) {
      yield [...plan, { step, fault }];
    }
  }
}

/** Injects exactly the planned faults, and notes what could have been injected at each step. */
export class PlannedChooser implements Chooser {
  readonly options: (readonly Fault[])[] = [];
  private readonly planned: ReadonlyMap<number, Fault>;

  constructor(plan: Plan) {
    this.planned = new Map(plan.map(({ step, fault }) => [step, fault]));
  }

  choose(step: number, options: readonly Fault[]): Fault | undefined {
    this.options[step] = options;
    const fault = this.planned.get(step);
    return fault !== undefined && options.includes(fault) ? fault : undefined;
  }
}
