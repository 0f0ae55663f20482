import { SOURCE_ID, type World } from '../../explorer/simulated/world';
import { toIso } from '../../lambda/domain/event-record';
import { eventKey } from '../../lambda/domain/keys';
import { receiveWebhook } from '../../lambda/usecases/receive-webhook';
import { type SweepDeps, sweep } from '../../lambda/usecases/sweep';
import { overriding, unavailable } from '../support/overriding';
import { bareWorld, EVENT, recordOf } from '../support/scene';

const GRACE_MS = 400_000;

const run = (world: World, deps: SweepDeps = world.sweepDeps()) =>
  sweep(deps, { deadline: Number.POSITIVE_INFINITY });

/** Events evt-0, evt-1 …, all claimed, none queued, all due. */
async function givenMany(size: number, shards = 1): Promise<World> {
  const world = bareWorld({ policy: { indexShards: shards }, keepLogLines: false });
  const queue = overriding(world.ports.queue, { send: unavailable });
  for (let index = 0; index < size; index += 1) {
    await receiveWebhook(
      world.delivery({ ...EVENT, id: `evt-${index}` }),
      world.receiveDeps({ ...world.ports, queue }),
    );
  }
  world.clock.advance(GRACE_MS);
  return world;
}

const LONELY = eventKey(SOURCE_ID, 'lonely');

/** As many events due in the first of four shards, and a single one in the last. */
async function givenFlood(size: number): Promise<World> {
  const world = bareWorld({ policy: { indexShards: 4 }, keepLogLines: false });
  const claimed = recordOf(await givenMany(1), eventKey(SOURCE_ID, 'evt-0'));
  for (let index = 0; index < size; index += 1) {
    await world.store.create({ ...claimed, pk: eventKey(SOURCE_ID, `${index}`), workShard: 'work#0' });
  }
  await world.store.create({ ...claimed, pk: LONELY, workShard: 'work#3' });
  world.clock.advance(GRACE_MS);
  return world;
}

describe('a sweep over many due events', () => {
  it('handles all of them, page by page, over all shards', async () => {
    const world = await givenMany(450, 3);
    expect(await run(world)).toMatchObject({ due: 450, sent: 450, complete: true });
  });

  it('gives each shard its share, and begins at another one each minute', async () => {
    const world = bareWorld({ policy: { indexShards: 4 } });
    const begins: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      const shards: string[] = [];
      const index = overriding(world.ports.store, {
        due: async ({ shard }) => {
          shards.push(shard);
          return {
            items: Array.from({ length: 100 }, () => ({ pk: 'inbox#gone', dueAt: toIso(0) })),
            next: 'more',
          };
        },
      });
      const report = await run(world, { ...world.sweepDeps(), index });
      expect(report).toMatchObject({ due: 5_200, complete: false });
      expect(new Set(shards).size).toBe(4);
      begins.push(shards[0] ?? '');
      world.clock.advance(60_000);
    }
    expect(new Set(begins).size).toBe(4);
  });

  it('keeps on when the message of one of them cannot be sent', async () => {
    const world = await givenMany(5);
    const stuck = eventKey(SOURCE_ID, 'evt-2');
    const queue = overriding(world.ports.queue, {
      send: (provider, pk, delay) => (pk === stuck ? unavailable() : world.queue.send(provider, pk, delay)),
    });
    const report = await run(world, world.sweepDeps({ ...world.ports, queue }));
    expect(report).toMatchObject({ due: 5, sent: 4, complete: true });
  });

  it('keeps on when one of them cannot be handled, which stays due', async () => {
    const world = await givenMany(5);
    const stuck = eventKey(SOURCE_ID, 'evt-2');
    const store = overriding(world.ports.store, {
      get: (pk) => (pk === stuck ? unavailable() : world.store.get(pk)),
    });
    expect(await run(world, world.sweepDeps({ ...world.ports, store }))).toMatchObject({ due: 5, sent: 4 });
    expect(await run(world)).toMatchObject({ due: 1, sent: 1 });
  });

  it('begins no new page past its deadline, and the next goes on where it stopped', async () => {
    const world = await givenMany(150);
    const { now } = world.clock;
    const deadline = now.call(world.clock) + 1;
    const index = overriding(world.ports.store, {
      due: (query) => {
        world.clock.advance(1);
        return world.store.due(query);
      },
    });
    expect(await sweep({ ...world.sweepDeps(), index }, { deadline })).toMatchObject({
      due: 100,
      complete: false,
    });
    expect(await run(world)).toMatchObject({ due: 50, sent: 50, complete: true });
  });

  it.each([0, 1, 2, 3])(
    'keeps no event of another shard waiting for more than one run, begun in minute %i',
    async (minute) => {
      const world = await givenFlood(10_000);
      world.clock.advance(minute * 60_000);
      // Ten seconds a page, fifty a run: the flood alone takes any run's time.
      const index = overriding(world.ports.store, {
        due: (query) => {
          world.clock.advance(10_000);
          return world.store.due(query);
        },
      });
      for (let runs = 0; runs < 2; runs += 1) {
        const begun = world.clock.now();
        await sweep({ ...world.sweepDeps(), index }, { deadline: begun + 50_000 });
        world.clock.advanceTo(begun + 60_000);
      }
      expect(world.queue.live(LONELY)).toBe(1);
      expect(world.queue.live()).toBeGreaterThan(1);
    },
  );

  it('gives a flooded shard its share of a run, and no more', async () => {
    const world = await givenFlood(10_000);
    expect(await run(world)).toMatchObject({ due: 1_301, sent: 1_301, complete: false });
    expect(world.queue.live(LONELY)).toBe(1);
  });

  it('ends at 5,000 events', async () => {
    const world = bareWorld();
    const items = Array.from({ length: 100 }, () => ({ pk: 'inbox#gone', dueAt: toIso(0) }));
    const deps: SweepDeps = { ...world.sweepDeps(), index: { due: async () => ({ items, next: 'more' }) } };
    expect(await run(world, deps)).toMatchObject({ reads: 50, due: 5_000, complete: false });
  });
});
