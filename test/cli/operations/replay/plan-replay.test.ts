import type { Inbox } from '../../../../cli/connection/inbox';
import { defaultRate } from '../../../../cli/operations/default-rate';
import { planReplays } from '../../../../cli/operations/replay/plan-replay';
import { bringBack } from '../../../../lambda/usecases/recover/replay-many';
import { respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { givenProcessed, PK, processVisible, recordOf, setRecord } from '../../../support/scene';

const inboxOf = (world: World): Inbox => world.replayDeps() as unknown as Inbox;

const depsOf = (world: World) => ({ ...world.redriveDeps(), ...world.replayDeps() });

describe('the plan of a replay', () => {
  it('leaves out what an interrupted run with the same reason has fetched again', async () => {
    const world = await givenProcessed();
    const plan = (notAgainFor?: string) => planReplays([PK], inboxOf(world), { notAgainFor });
    expect((await plan('new schema')).planned).toHaveLength(1);
    await bringBack(PK, depsOf(world), 'new schema');
    expect(await plan('new schema')).toEqual({ planned: [], refused: [], doneBefore: 1 });
    await processVisible(world);
    expect(await plan('new schema')).toEqual({ planned: [], refused: [], doneBefore: 1 });
    expect((await plan('newer schema')).planned).toHaveLength(1);
    expect((await plan()).planned).toHaveLength(1);
  });

  it('brings a FAILED event back again although the reason is the same: it has failed since', async () => {
    const world = await givenProcessed(() => respond(400, {}));
    setRecord(world, { replayReason: 'try again' });
    const { planned } = await planReplays([PK], inboxOf(world), { notAgainFor: 'try again' });
    expect(planned).toMatchObject([{ way: 'redrive', generation: 1 }]);
  });

  it('keeps the order of the selection, and says what is refused', async () => {
    const world = await givenProcessed();
    world.store.records.set('inbox#2', { ...recordOf(world), pk: 'inbox#2' });
    const keys = ['inbox#2', 'inbox#nobody', PK];
    const { planned, refused } = await planReplays(keys, inboxOf(world));
    expect(planned.map(({ record }) => record.pk)).toEqual(['inbox#2', PK]);
    expect(refused).toEqual([{ key: 'inbox#nobody', because: 'unknown_event' }]);
  });

  it('is carried out at half the pace of the slowest provider', async () => {
    const world = await givenProcessed();
    const { planned } = await planReplays([PK], inboxOf(world));
    const records = planned.map(({ record }) => record);
    expect(defaultRate(records, inboxOf(world))).toBe(500);
    expect(defaultRate([], inboxOf(world))).toBe(0.5);
  });
});
