import type { Inbox } from '../../../cli/connection/inbox';
import { defaultRate, planReplay } from '../../../cli/operations/recover-events';
import { respond } from '../../simulated/provider-stand-in';
import type { World } from '../../simulated/world';
import { recordIn } from '../../support/records/records';
import { recover } from '../../support/scenes/replay-scene';
import { givenProcessed, PK, processVisible, recordOf, setRecord } from '../../support/scenes/scene';

const toInbox = (world: World): Inbox => world.recoveryDeps() as unknown as Inbox;

describe('the plan of a replay', () => {
  it('leaves out what an interrupted run with the same reason has refetched', async () => {
    const world = await givenProcessed();
    const plan = (skipReason?: string) => planReplay([recordOf(world)], world.recoveryDeps(), { skipReason });
    expect((await plan('new schema')).planned).toHaveLength(1);
    await recover(PK, world.recoveryDeps(), 'new schema');
    expect(await plan('new schema')).toEqual({ planned: [], refused: [], skipped: 1 });
    await processVisible(world);
    expect(await plan('new schema')).toEqual({ planned: [], refused: [], skipped: 1 });
    expect((await plan('newer schema')).planned).toHaveLength(1);
    expect((await plan()).planned).toHaveLength(1);
  });

  it('redrives a FAILED event once more although the reason is the same: it has failed since', async () => {
    const world = await givenProcessed(() => respond(400, {}));
    setRecord(world, { replayReason: 'try again' });
    const { planned } = await planReplay([recordOf(world)], world.recoveryDeps(), {
      skipReason: 'try again',
    });
    expect(planned).toMatchObject([{ action: 'redrive', generation: 1 }]);
  });

  it('keeps the order of the selection, and says what is refused', async () => {
    const world = await givenProcessed();
    world.store.records.set('inbox#2', { ...recordOf(world), pk: 'inbox#2' });
    const open = recordIn('RECEIVED', { ...recordOf(world), pk: 'inbox#3', status: 'RECEIVED' });
    const records = [recordOf(world, 'inbox#2'), open, recordOf(world)];
    const { planned, refused } = await planReplay(records, world.recoveryDeps());
    expect(planned.map(({ record }) => record.pk)).toEqual(['inbox#2', PK]);
    expect(refused).toEqual([{ key: 'inbox#3', refusal: 'not_final' }]);
  });

  it('is carried out at half the pace of the slowest provider', async () => {
    const world = await givenProcessed();
    expect(defaultRate([recordOf(world)], toInbox(world))).toBe(500);
    expect(defaultRate([], toInbox(world))).toBe(0.5);
  });
});
