import { eventKey, workShard } from '../../../../lambda/domain/record/keys';
import { type SweepDeps, sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { bareWorld, EVENT, recordOf } from '../../../support/scenes/scene';

const GRACE_MS = 400_000;

const run = (world: World, deps: SweepDeps = world.sweepDeps()) =>
  sweep(deps, { deadline: Number.POSITIVE_INFINITY });

/** Events evt-0, evt-1 …, all claimed, none queued, all due. */
async function givenMany(size: number, shards = 1): Promise<World> {
  const world = bareWorld({ policy: { indexShards: shards }, keepLogLines: false });
  const queue = overriding(world.ports.queue, { send: unavailable });
  for (let index = 0; index < size; index += 1) {
    await world.receiver({ ...world.ports, queue }).receive(world.delivery({ ...EVENT, id: `evt-${index}` }));
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

  it('gives each shard its share of 5,000 events, and begins at another one each minute', async () => {
    const world = bareWorld({ policy: { indexShards: 4 } });
    const begins: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      const shards: string[] = [];
      const index = overriding(world.ports.store, {
        due: async ({ shard }) => {
          shards.push(shard);
          return {
            items: Array.from({ length: 100 }, () => ({ pk: 'inbox#gone', dueAt: 0 })),
            next: 'more',
          };
        },
      });
      const report = await run(world, { ...world.sweepDeps(), index });
      expect(report).toMatchObject({ due: 5_000, complete: false });
      expect(new Set(shards).size).toBe(5);
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

  it('leaves to a flooded shard what the others do not need', async () => {
    const world = await givenFlood(10_000);
    expect(await run(world)).toMatchObject({ due: 5_000, sent: 5_000, complete: false });
    expect(world.queue.live(LONELY)).toBe(1);
  });

  it('ends at 5,000 events', async () => {
    const world = bareWorld();
    const items = Array.from({ length: 100 }, () => ({ pk: 'inbox#gone', dueAt: 0 }));
    const deps: SweepDeps = { ...world.sweepDeps(), index: { due: async () => ({ items, next: 'more' }) } };
    expect(await run(world, deps)).toMatchObject({ due: 5_000, complete: false });
  });
});

describe('a backlog', () => {
  /** Events of a stack with so many shards, all due. */
  async function givenBacklog(events: number, shards: number): Promise<World> {
    const world = bareWorld({ policy: { indexShards: shards }, keepLogLines: false });
    const claimed = recordOf(await givenMany(1), eventKey(SOURCE_ID, 'evt-0'));
    for (let index = 0; index < events; index += 1) {
      const pk = eventKey(SOURCE_ID, `${index}`);
      await world.store.create({ ...claimed, pk, workShard: workShard(pk, shards) });
    }
    world.clock.advance(GRACE_MS);
    return world;
  }

  it('drains as fast after indexShards was raised from 4 to 100', async () => {
    const sentOf = async (shards: number) => {
      const world = await givenBacklog(12_000, 4);
      const deps = { ...world.sweepDeps(), policy: { ...world.policy, indexShards: shards } };
      const sent: number[] = [];
      for (let minute = 0; minute < 3; minute += 1) {
        sent.push((await run(world, deps)).sent);
        world.clock.advance(60_000);
      }
      return sent;
    };
    expect(await sentOf(4)).toEqual([5_000, 5_000, 2_000]);
    expect(await sentOf(100)).toEqual([5_000, 5_000, 2_000]);
  });

  it('is taken from all of 100 shards in one run', async () => {
    const world = await givenBacklog(12_000, 100);
    expect(await run(world)).toMatchObject({ sent: 5_000 });
    const sentOf = new Map<string, number>();
    for (const record of world.store.records.values()) {
      const sent = record.sweepCount === undefined ? 0 : 1;
      sentOf.set(record.workShard ?? '', (sentOf.get(record.workShard ?? '') ?? 0) + sent);
    }
    expect(sentOf.size).toBe(100);
    expect(Math.min(...sentOf.values())).toBeGreaterThanOrEqual(40);
  });

  it('handles what was read when the read of another shard fails', async () => {
    const world = await givenBacklog(40, 4);
    const index = overriding(world.ports.store, {
      due: (query) => (query.shard === 'work#2' ? unavailable() : world.store.due(query)),
    });
    await expect(run(world, { ...world.sweepDeps(), index })).rejects.toThrow();
    const left = [...world.store.records.values()].filter(({ sweepCount }) => sweepCount === undefined);
    expect(new Set(left.map((record) => record.workShard))).toEqual(new Set(['work#2']));
  });
});

describe('after indexShards was lowered', () => {
  async function givenInShard(shard: number): Promise<World> {
    const world = bareWorld({ policy: { indexShards: 4 } });
    const claimed = recordOf(await givenMany(1), eventKey(SOURCE_ID, 'evt-0'));
    await world.store.create({ ...claimed, pk: LONELY, workShard: `work#${shard}` });
    world.clock.advance(GRACE_MS);
    return world;
  }

  it('visits every shard below formerIndexShards in each run', async () => {
    const world = await givenInShard(19);
    const deps = { ...world.sweepDeps(), policy: { ...world.policy, formerIndexShards: 20 } };
    expect(await run(world, deps)).toMatchObject({ reads: 21, sent: 1 });
  });

  it('finds an event of a shard that nothing names within 100 runs, and says what to set', async () => {
    const world = await givenInShard(73);
    let sent = 0;
    for (let minute = 0; minute < 100 && sent === 0; minute += 1) {
      sent = (await run(world)).sent;
      world.clock.advance(60_000);
    }
    expect(sent).toBe(1);
    expect(world.telemetry.lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'Events are in a shard beyond indexShards; set formerIndexShards.',
        fields: { shard: 'work#73', events: 1 },
      },
    ]);
  });
});
