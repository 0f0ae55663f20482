import { formatPlan } from '../../../../proofs/explorer/engine/plan';
import { ADVERSE_ANSWERS } from '../../../../proofs/explorer/scenarios/adverse-answers';
import { ALL_SCENARIOS } from '../../../../proofs/explorer/scenarios/all-scenarios';
import { DELIVERIES } from '../../../../proofs/explorer/scenarios/deliveries';
import { exploreScenario } from '../../../../proofs/explorer/search/explore-scenario';

/** Every single fault, and of the pairs one in so many: `npm run proof -- explore` plays them all. */
const EVERY = 25;
/** The same for the stories of adverse conditions, which are many. */
const EVERY_ADVERSE = 60;

const ADVERSE = [...ADVERSE_ANSWERS, ...DELIVERIES];

describe('under every fault, and under some of the pairs', () => {
  it.each(ALL_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'keeps every invariant: %s',
    async (_, scenario) => {
      const every = ADVERSE.includes(scenario) ? EVERY_ADVERSE : EVERY;
      const explored = await exploreScenario(scenario, { depth: scenario.depth ?? 2, every });
      expect(explored.broken && formatPlan(explored.broken)).toBeUndefined();
      expect(explored.hashes.size).toBeGreaterThan(1);
    },
  );
});
