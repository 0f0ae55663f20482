import type { Plan } from '../engine/plan';
import { runSchedule } from '../engine/run-schedule';
import type { Scenario } from '../engine/scenario';
import { PlannedChooser } from './explore-scenario';

/**
 * The fewest faults that still break the same invariant: drops halves, then single faults, until none can go. Steps shift when a
 * fault is dropped, so a smaller plan may break it in another way; it is a plan of its own all the same.
 */
export async function minimise(scenario: Scenario, plan: Plan): Promise<Plan> {
  const invariant = await broken(scenario, plan);
  let smallest = plan;
  for (let size = Math.ceil(plan.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length; ) {
      const smaller = [...smallest.slice(0, at), ...smallest.slice(at + size)];
      if ((await broken(scenario, smaller)) === invariant) {
        smallest = smaller;
      } else {
        at += size;
      }
    }
  }
  return smallest;
}

async function broken(scenario: Scenario, plan: Plan): Promise<string | undefined> {
  const { violation } = await runSchedule(scenario, { chooser: new PlannedChooser(plan) });
  return violation?.invariant;
}
