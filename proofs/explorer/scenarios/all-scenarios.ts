import type { Scenario } from '../engine/scenario';
import { ADVERSE_ANSWERS } from './adverse-answers';
import { DELIVERIES } from './deliveries';
import { OPERATIONS } from './operations';
import { randomScenario } from './random-scenario';
import { RECONCILIATIONS } from './reconciliations';
import { STORIES } from './stories';
import { WAITING_EVENTS } from './waiting-events';

/** Every story the exhaustive part explores. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  ...STORIES,
  ...ADVERSE_ANSWERS,
  ...DELIVERIES,
  ...OPERATIONS,
  ...RECONCILIATIONS,
  ...WAITING_EVENTS,
];

const RANDOM = /^random-(\d{1,9})$/;

export function isRandom(name: string): boolean {
  return RANDOM.test(name);
}

/** The scenario of that name; `random-N` is drawn from the seed N. @throws Error naming those that exist */
export function findScenario(name: string): Scenario {
  const [, seed] = RANDOM.exec(name) ?? [];
  if (seed !== undefined) {
    return randomScenario(Number(seed));
  }
  const found = ALL_SCENARIOS.find((scenario) => scenario.name === name);
  if (!found) {
    const names = ALL_SCENARIOS.map((scenario) => scenario.name).join(', ');
    throw new Error(`Scenario: got "${name}", expected one of ${names}.`);
  }
  return found;
}
