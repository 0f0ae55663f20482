import { ALL_SCENARIOS, findScenario } from '../scenarios/all-scenarios';
import { exploreRandom, type RandomExploration } from './explore-random';
import { type Exploration, exploreScenario } from './explore-scenario';

/** A piece of the exploration that one worker does on its own. */
export type WorkUnit =
  | {
      readonly kind: 'exhaustive';
      readonly scenario: string;
      readonly depth: number;
      readonly every: number;
      readonly part: { readonly index: number; readonly of: number };
    }
  | { readonly kind: 'random'; readonly seed: number; readonly steps: number };

export type WorkResult =
  | ({ readonly kind: 'exhaustive' } & Exploration)
  | ({ readonly kind: 'random' } & RandomExploration);

export interface Effort {
  /** Faults combined; a scenario may ask for fewer. */
  readonly depth?: number | undefined;
  /** Of the deepest schedules, only every n-th. */
  readonly every?: number;
  readonly only?: string | undefined;
}

const PARTS = 4;

/** The exhaustive part, cut so that two workers end at about the same time. */
export function exhaustiveUnits({ depth, every = 1, only }: Effort): WorkUnit[] {
  const scenarios = only === undefined ? ALL_SCENARIOS : [findScenario(only)];
  return scenarios.flatMap((scenario) =>
    Array.from({ length: PARTS }, (_, index) => ({
      kind: 'exhaustive' as const,
      scenario: scenario.name,
      depth: depth ?? scenario.depth ?? 2,
      every,
      part: { index, of: PARTS },
    })),
  );
}

export async function exploreUnit(unit: WorkUnit): Promise<WorkResult> {
  if (unit.kind === 'random') {
    return { kind: 'random', ...(await exploreRandom(unit.seed, unit.steps)) };
  }
  const { depth, every, part } = unit;
  const exploration = await exploreScenario(findScenario(unit.scenario), { depth, every, part });
  return { kind: 'exhaustive', ...exploration };
}
