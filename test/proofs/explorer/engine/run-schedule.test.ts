import { FAULTS, type Fault } from '../../../../proofs/explorer/engine/faults';
import { formatPlan, type Plan, parsePlan } from '../../../../proofs/explorer/engine/plan';
import { runSchedule } from '../../../../proofs/explorer/engine/run-schedule';
import type { Scenario } from '../../../../proofs/explorer/engine/scenario';
import { findScenario } from '../../../../proofs/explorer/scenarios/all-scenarios';
import { RandomChooser } from '../../../../proofs/explorer/search/explore-random';
import { PlannedChooser } from '../../../../proofs/explorer/search/explore-scenario';

const oneEvent = findScenario('one-event');

function play(plan: Plan, scenario: Scenario = oneEvent) {
  return runSchedule(scenario, { chooser: new PlannedChooser(plan), inWords: true });
}

describe('a schedule', () => {
  it('is the same whenever it is played', async () => {
    const plan = parsePlan('1:timeout-done,6:stall,8:switch');
    const [first, second] = [await play(plan), await play(plan)];
    expect(second.hash).toBe(first.hash);
    expect(second.lines).toEqual(first.lines);
  });

  it('counts once when two faults cannot be told apart', async () => {
    expect((await play(parsePlan('1:fail'))).hash).toBe((await play(parsePlan('1:timeout-undone'))).hash);
    expect((await play(parsePlan('1:fail'))).hash).not.toBe((await play(parsePlan('1:timeout-done'))).hash);
  });

  it('reaches a final record and an empty queue after each kind of fault', async () => {
    for (const fault of Object.keys(FAULTS) as Fault[]) {
      for (let step = 0; step < 10; step += 1) {
        const { violation, world } = await play([{ step, fault }]);
        expect(violation).toBeUndefined();
        expect(world.store.records.get('inbox#e1')?.status).toBe('STORED');
        expect(world.queue.live()).toBe(0);
      }
    }
  });

  it('of a random run is replayed by its plan', async () => {
    const chooser = new RandomChooser({ seed: 7, rate: 0.1, lastStep: 200 });
    const drawn = await runSchedule(findScenario('random-7'), { chooser });
    const replayed = await play(parsePlan(formatPlan(chooser.plan)), findScenario('random-7'));
    expect(chooser.plan.length).toBeGreaterThan(3);
    expect(replayed.hash).toBe(drawn.hash);
  });
});

describe('a broken schedule', () => {
  it('names the invariant, the event, and what stands instead', async () => {
    const { violation } = await play([], { ...oneEvent, endsAs: { 'inbox#e1': ['FAILED'] } });
    expect(violation).toEqual({
      invariant: 'ends-as-it-should',
      detail: 'inbox#e1 ends STORED, expected FAILED',
    });
  });
});
