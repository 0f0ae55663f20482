import { formatPlan } from '../../../../proofs/explorer/engine/plan';
import { ALL_SCENARIOS } from '../../../../proofs/explorer/scenarios/all-scenarios';
import { exploreRandom } from '../../../../proofs/explorer/search/explore-random';
import { exploreScenario } from '../../../../proofs/explorer/search/explore-scenario';

/** One single fault in eight; `npm run test:long` plays them all, and some of the pairs. */
const SOME_FAULTS = { depth: 1, part: { index: 0, of: 8 } };
const RANDOM_STEPS = 5_000;

describe('under faults', () => {
  it.each(ALL_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'keeps every invariant: %s',
    async (_, scenario) => {
      const explored = await exploreScenario(scenario, SOME_FAULTS);
      expect(explored.broken && formatPlan(explored.broken)).toBeUndefined();
      expect(explored.hashes.size).toBeGreaterThan(1);
    },
  );

  it('keeps every invariant in random runs', async () => {
    const { broken, faults } = await exploreRandom(1, RANDOM_STEPS);
    expect(broken && { seed: broken.seed, trace: formatPlan(broken.plan) }).toBeUndefined();
    expect(faults).toBeGreaterThan(100);
  });
});
