import { checkIndexShards } from '../../../cli/doctor/event-checks';
import type { Policy } from '../../../lambda/domain/lifecycle/policy';
import { workShard } from '../../../lambda/domain/record/keys';
import { POLICY, recordIn } from '../../support/records/records';
import { bareWorld } from '../../support/scenes/scene';
import { recordedInbox } from '../recorded-inbox';

/** What the check says of an open event that was written with 100 shards, in shard 57. */
async function checkWith(policy: Partial<Policy>) {
  const world = bareWorld();
  await world.store.create(recordIn('RECEIVED', { workShard: 'work#57' }));
  const inbox = { ...recordedInbox([]), policy: { ...POLICY, ...policy }, store: world.store };
  return checkIndexShards({ inbox: inbox as never, now: world.clock.now() });
}

describe('doctor: index shards', () => {
  it('finds open events beyond the shards that are read, and says what to set', async () => {
    expect(await checkWith({ indexShards: 4 })).toEqual([
      expect.objectContaining({
        code: 'index_shards_lowered',
        severity: 'problem',
        remedy: expect.stringContaining('at least 58'),
      }),
    ]);
  });

  it.each([{ indexShards: 58 }, { indexShards: 4, formerIndexShards: 58 }, { indexShards: 100 }])(
    'finds none with %j',
    async (policy) => {
      expect(await checkWith(policy)).toMatchObject([{ result: 'passed' }]);
    },
  );

  it('knows the shards that writers choose', () => {
    expect(workShard('limai#evt_1', 100)).toMatch(/^work#\d{1,2}$/);
  });
});
