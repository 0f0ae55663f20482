import { runSchedule } from '../../../../proofs/explorer/engine/run-schedule';
import { findDoubled } from '../../../../proofs/explorer/invariants/check-one-result';
import { findScenario } from '../../../../proofs/explorer/scenarios/all-scenarios';
import { PlannedChooser } from '../../../../proofs/explorer/search/explore-scenario';

describe('two results of one extraction', () => {
  it.each([
    ['lagging-index', 0],
    ['index-far-behind', 1],
  ])('are found where the index lags too far: %s', async (name, expected) => {
    const run = await runSchedule(findScenario(name), { chooser: new PlannedChooser([]) });
    expect({ violation: run.violation, doubled: run.doubled }).toEqual({
      violation: undefined,
      doubled: expected,
    });
    const births = [...run.world.store.records.values()].map((record) => ({ record, at: 0 }));
    expect(findDoubled(births, run.world)).toHaveLength(expected);
  });
});
