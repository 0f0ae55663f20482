import type { NeutralBody } from '../../simulated/neutral/neutral-provider';
import { constant, respond } from '../../simulated/provider-stand-in';
import type { World } from '../../simulated/world';
import { watched } from '../../support/scenes/overriding';
import { recover } from '../../support/scenes/replay-scene';
import { EVENT, givenWaiting, PK, processVisible, recordOf, setRecord } from '../../support/scenes/scene';

const DAY = 86_400_000;
/** More than a record holds: it lies in S3. */
const LARGE: NeutralBody = { ...EVENT, at: 'x'.repeat(1_000) };

/** A final event, so long after its receipt. */
async function givenFinal(age: number, status: 'STORED' | 'FAILED', body = LARGE): Promise<World> {
  const answer = status === 'STORED' ? constant : () => respond(400, {});
  const world = await givenWaiting(answer, { body });
  await processVisible(world);
  expect(recordOf(world).status).toBe(status);
  world.clock.advance(age);
  return world;
}

/** What opening the event again does to bodies and records, in order. */
async function openedAgain(world: World): Promise<string[]> {
  const calls: string[] = [];
  const ports = {
    ...world.ports,
    raw: watched('raw', world.bucket, calls),
    store: watched('store', world.store, calls),
  };
  if (recordOf(world).status === 'FAILED') {
    await recover(PK, world.recoveryDeps(ports));
  } else {
    await recover(PK, world.recoveryDeps(ports));
  }
  expect(recordOf(world).status).toBe('RECEIVED');
  return calls.filter((call) => call === 'raw.renewRaw' || call === 'store.update');
}

describe('the body of an event that is opened again', () => {
  it.each(['STORED', 'FAILED'] as const)(
    'is stored once more before that, when it is a day old: %s',
    async (status) => {
      const world = await givenFinal(DAY, status);
      const { rawKey = '' } = recordOf(world);
      const before = world.bucket.raw.get(rawKey);
      expect(await openedAgain(world)).toEqual(['raw.renewRaw', 'store.update']);
      expect(world.bucket.raw.get(rawKey)).toEqual(before);
      expect(recordOf(world)).not.toHaveProperty('bodyReceivedAt');
    },
  );

  it('is left as it is while it is younger: it outlives the retry window anyway', async () => {
    expect(await openedAgain(await givenFinal(DAY - 1, 'STORED'))).toEqual(['store.update']);
  });

  it('is as old as the delivery that renewed it', async () => {
    const world = await givenFinal(5 * DAY, 'STORED');
    setRecord(world, { bodyReceivedAt: world.clock.now() - DAY + 1 });
    expect(await openedAgain(world)).toEqual(['store.update']);
  });

  it('needs none of that in the record', async () => {
    expect(await openedAgain(await givenFinal(5 * DAY, 'STORED', EVENT))).toEqual(['store.update']);
  });

  it('keeps nobody from opening the event when it is gone', async () => {
    const world = await givenFinal(5 * DAY, 'FAILED');
    world.bucket.raw.clear();
    expect(await openedAgain(world)).toEqual(['store.update']);
    expect(world.bucket.raw.size).toBe(0);
  });

  it('is stored before the event is opened: one that cannot be leaves the event final', async () => {
    const world = await givenFinal(DAY, 'FAILED');
    world.bucket.renewRaw = () => Promise.reject(new Error('AccessDenied'));
    await expect(recover(PK, world.recoveryDeps())).rejects.toThrow('AccessDenied');
    expect(recordOf(world).status).toBe('FAILED');
  });
});
