import { formatPlan, parsePlan } from '../../../../proofs/explorer/engine/plan';
import { runSchedule } from '../../../../proofs/explorer/engine/run-schedule';
import type { Scenario } from '../../../../proofs/explorer/engine/scenario';
import { findScenario } from '../../../../proofs/explorer/scenarios/all-scenarios';
import { worldWith } from '../../../../proofs/explorer/scenarios/given';
import { PlannedChooser } from '../../../../proofs/explorer/search/explore-scenario';
import { minimise } from '../../../../proofs/explorer/search/minimise';
import { constant } from '../../../simulated/provider-stand-in';

describe('minimise', () => {
  it('reduces a broken schedule to the faults that break it', async () => {
    const impatient: Scenario = {
      ...findScenario('one-event'),
      newWorld: () => worldWith(constant, { policy: { retryWindowSeconds: 0 } }),
    };
    const plan = parsePlan('3:twice,6:unavailable,8:swap,9:timeout-done');
    const { violation } = await runSchedule(impatient, { chooser: new PlannedChooser(plan) });
    expect(violation?.invariant).toBe('ends-as-it-should');
    expect(formatPlan(await minimise(impatient, plan))).toBe('6:unavailable');
  });
});
