import type { Faults } from '../simulators/start-simulators';
import type { FaultName } from './fault-catalogue';
import type { FaultSwitch } from './parse-faults';
import { SeededChance } from './seeded-chance';

/** What provider faults need: every simulator there is. */
export interface FaultySimulator {
  readonly provider: string;
  setFaults(faults: Faults | undefined): void;
}

export const BURST_MS = 500;

/** Of several failures drawn for one burst the first here is answered: an API has one status. */
const EFFECTS: Partial<Record<FaultName, Faults>> = {
  'provider-429': { failure: { status: 429, retryAfter: 2 } },
  'provider-500': { failure: { status: 500 } },
  'provider-slow': { delayMs: 4_000 },
  'provider-half': { cutBody: true },
};

/** Draws every half second, for each simulator, which of the faults it has until the next draw. */
export function startProviderFaults(
  switches: readonly FaultSwitch[],
  simulators: readonly FaultySimulator[],
  seed: number,
): () => void {
  const chances = new Map(simulators.map((one) => [one, new SeededChance(seed, one.provider)]));
  const draw = () => {
    for (const [simulator, chance] of chances) {
      simulator.setFaults(faultsOfBurst(switches, chance));
    }
  };
  draw();
  const timer = setInterval(draw, BURST_MS);
  return () => {
    clearInterval(timer);
    for (const simulator of simulators) {
      simulator.setFaults(undefined);
    }
  };
}

/** What one burst brings: every fault drawn, in one. */
export function faultsOfBurst(switches: readonly FaultSwitch[], chance: SeededChance): Faults {
  // Every switch draws, whether or not an earlier one hit: the sequence must not depend on the outcome.
  const drawn = new Set(switches.filter(({ rate }) => chance.hits(rate)).map(({ name }) => name));
  const effects = Object.entries(EFFECTS).filter(([name]) => drawn.has(name as FaultName));
  return Object.assign({}, ...effects.map(([, effect]) => effect).reverse()) as Faults;
}
