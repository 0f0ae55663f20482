import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { Policy } from '../../../lambda/domain/lifecycle/policy';
import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import type { Behaviour } from '../../../test/simulated/provider-stand-in';
import { API_TOKEN, type ProcessorLimits, World } from '../../../test/simulated/world';
import { type RunResult, runSchedule } from '../engine/run-schedule';
import type { Scenario } from '../engine/scenario';
import { PlannedChooser } from '../search/explore-scenario';

/** What a story showed; any problem fails it. */
export interface CheckReport {
  readonly facts: readonly string[];
  readonly problems: readonly string[];
}

/** What the stack deploys by default (lib/config). */
const DEPLOYED_POLICY: Policy = {
  leaseSeconds: 45,
  graceSeconds: 300,
  retryWindowSeconds: 24 * 3_600,
  notReadyWindowSeconds: 72 * 3_600,
  notFoundGraceSeconds: 900,
  recordRetentionDays: 400,
  indexShards: 4,
};

const DEPLOYED_PROCESSOR: ProcessorLimits = {
  batchSize: 10,
  maxConcurrency: 2,
  inBatchConcurrency: 5,
  eventBudgetSeconds: 12,
  timeoutSeconds: 30,
};

/** A world with the times and limits of a default deployment, and one document per event. */
export function deployedWorld(events: number, behaviour: Behaviour): World {
  const world = new World({
    keepLogLines: false,
    policy: DEPLOYED_POLICY,
    processor: DEPLOYED_PROCESSOR,
    queue: { visibilitySeconds: 180 },
    requestsPerSecond: 4,
  });
  world.api.token = API_TOKEN;
  for (let event = 0; event < events; event += 1) {
    world.api.behaviours.set(`/documents/e${event}`, behaviour);
  }
  return world;
}

export function createBody(event: number): NeutralBody {
  return { id: `e${event}`, type: 'done', document: `e${event}` };
}

/** Plays the story without faults; every invariant is watched as in the exploration. */
export function playStory(story: Omit<Scenario, 'endsAs'>): Promise<RunResult> {
  return runSchedule({ ...story, endsAs: {} }, { chooser: new PlannedChooser([]), maxSteps: 10_000_000 });
}

/** What is wrong when every event should have ended STORED. */
export function findStoryProblems({ violation, world }: RunResult, events: number): string[] {
  const problems = violation ? [`${violation.invariant}: ${violation.detail}`] : [];
  const stored = countStatus(world, 'STORED');
  if (stored !== events) {
    problems.push(`${stored} of ${events} events are STORED, ${countStatus(world, 'FAILED')} FAILED`);
  }
  return problems;
}

export function countStatus(world: World, status: EventStatus): number {
  return [...world.store.records.values()].filter((record) => record.status === status).length;
}
