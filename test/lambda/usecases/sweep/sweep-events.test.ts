import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { type SweepDeps, sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { constant } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import {
  bareWorld,
  counts,
  EVENT,
  PK,
  processVisible,
  recordOf,
  setRecord,
} from '../../../support/scenes/scene';

const FOREVER = { deadline: Number.POSITIVE_INFINITY };
const GRACE_MS = 400_000;
const LEASE_MS = 60_000;

/** An event that was claimed although its message could not be sent. */
async function givenClaimed(changes: Partial<EventRecord> = {}, world = bareWorld()): Promise<World> {
  world.api.behaviours.set('/documents/doc-1', constant);
  const queue = overriding(world.ports.queue, { send: unavailable });
  await world.receiver({ ...world.ports, queue }).receive(world.delivery(EVENT));
  if (Object.keys(changes).length > 0) {
    const { pk, writeId } = recordOf(world);
    await world.store.update({ pk, writeId, expect: [], set: changes, remove: [] });
  }
  return world;
}

const run = (world: World, deps: SweepDeps = world.sweepDeps()) => sweep(deps, FOREVER);

describe('a sweep with nothing due', () => {
  it('reads each shard of the index once and one beyond, and nothing else', async () => {
    const world = await givenClaimed({}, bareWorld({ policy: { indexShards: 4 } }));
    world.clock.advance(GRACE_MS - 1);
    expect(await run(world)).toEqual({
      reads: 5,
      due: 0,
      sent: 0,
      givenUp: 0,
      sourceRemoved: 0,
      complete: true,
    });
    expect(world.store.calls).toMatchObject({ due: 5, get: 0, update: 0 });
  });
});

describe('an event that was claimed and never queued', () => {
  it('is sent once its grace is over, and stored', async () => {
    const world = await givenClaimed();
    world.clock.advance(GRACE_MS);
    expect(await run(world)).toMatchObject({ due: 1, sent: 1 });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(counts(world)).toMatchObject({ Resent: 1, Stored: 1 });
  });

  it('is looked at again later each time, twice as far off', async () => {
    const world = await givenClaimed();
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      world.clock.advanceTo(recordOf(world).dueAt ?? 0);
      await run(world);
      waits.push((recordOf(world).dueAt ?? 0) - world.clock.now());
    }
    expect(waits).toEqual([2 * GRACE_MS, 4 * GRACE_MS, 8 * GRACE_MS]);
    expect(world.queue.live(PK)).toBe(3);
  });

  it('is looked at every four hours at the least, and gets a last message before it is given up', async () => {
    const world = await givenClaimed({}, bareWorld({ policy: { retryWindowSeconds: 86_400 } }));
    const { receivedAt } = recordOf(world);
    let last = receivedAt;
    while (recordOf(world).status === 'RECEIVED') {
      const due = recordOf(world).dueAt ?? 0;
      expect(due - world.clock.now()).toBeLessThanOrEqual(4 * 3_600_000);
      world.clock.advanceTo(due);
      last = (await run(world)).sent === 1 ? due : last;
    }
    expect(recordOf(world).status).toBe('FAILED');
    expect(last - receivedAt).toBeGreaterThan(86_400_000);
    expect(counts(world)).toMatchObject({ Failed: 1, Resent: world.queue.live(PK) });
  });

  it('is sent once by two sweeps that saw the same record', async () => {
    const world = await givenClaimed();
    world.clock.advance(GRACE_MS);
    await Promise.all([run(world), run(world)]);
    expect(world.queue.live(PK)).toBe(1);
    expect(counts(world)).toMatchObject({ Resent: 1 });
  });

  it('updates the record before its message is sent: a failed send leaves it due again', async () => {
    const world = await givenClaimed();
    world.clock.advance(GRACE_MS);
    const queue = overriding(world.ports.queue, { send: unavailable });
    expect(await run(world, world.sweepDeps({ ...world.ports, queue }))).toMatchObject({ due: 1, sent: 0 });
    expect(recordOf(world)).toMatchObject({ sweepCount: 0, dueAt: world.clock.now() + GRACE_MS });
    world.clock.advanceTo(recordOf(world).dueAt ?? 0);
    expect(await run(world)).toMatchObject({ sent: 1 });
  });
});

describe('a message that could not be sent', () => {
  it('does not count: the event is due a grace later, however often the queue refuses', async () => {
    const world = await givenClaimed();
    const queue = overriding(world.ports.queue, { send: unavailable });
    const deps = world.sweepDeps({ ...world.ports, queue });
    for (let round = 1; round <= 5; round += 1) {
      world.clock.advanceTo(recordOf(world).dueAt ?? 0);
      expect(await run(world, deps)).toMatchObject({ due: 1, sent: 0 });
      expect(recordOf(world)).toMatchObject({ sweepCount: 0, dueAt: world.clock.now() + GRACE_MS });
    }
  });

  it('is not the last one of an event past its window', async () => {
    const world = await givenClaimed();
    world.clock.advance(3_600_001);
    const queue = overriding(world.ports.queue, { send: unavailable });
    for (let round = 0; round < 3; round += 1) {
      const report = await run(world, world.sweepDeps({ ...world.ports, queue }));
      expect(report).toMatchObject({ due: 1, sent: 0, givenUp: 0 });
      world.clock.advanceTo(recordOf(world).dueAt ?? 0);
    }
    expect(await run(world)).toMatchObject({ sent: 1, givenUp: 0 });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is not the last one of an event whose lease expired past its window', async () => {
    const leaseUntil = bareWorld().clock.now() + 3_600_002;
    const world = await givenClaimed({ status: 'PROCESSING', leaseOwner: 'holder', leaseUntil });
    world.clock.advance(3_600_001);
    expect(await run(world)).toMatchObject({ due: 1, sent: 0, givenUp: 0 });
    world.clock.advanceTo(recordOf(world).dueAt ?? 0);
    const queue = overriding(world.ports.queue, { send: unavailable });
    expect(await run(world, world.sweepDeps({ ...world.ports, queue }))).toMatchObject({
      sent: 0,
      givenUp: 0,
    });
    world.clock.advanceTo(recordOf(world).dueAt ?? 0);
    expect(await run(world)).toMatchObject({ sent: 1, givenUp: 0 });
  });
});

describe('an event that waits further off than a message can be delayed', () => {
  it('is sent at its notBefore, not before', async () => {
    const world = await givenClaimed();
    const notBefore = world.clock.now() + 1_800_000;
    await givenRetrying(world, notBefore);
    world.clock.advance(1_799_999);
    expect(await run(world)).toMatchObject({ sent: 0 });
    world.clock.advance(1);
    expect(await run(world)).toMatchObject({ sent: 1 });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });
});

async function givenRetrying(world: World, notBefore: number): Promise<void> {
  const set = { notBefore, dueAt: notBefore, attempts: 1 };
  await world.store.update({ pk: PK, writeId: 'retry', expect: [], set, remove: [] });
}

/** The last message is sent as the window is found to be over, and leads to nothing. */
async function givenWindowAndLastMessagePast(world: World): Promise<void> {
  world.clock.advance(3_600_001);
  expect(await run(world)).toMatchObject({ sent: 1, givenUp: 0 });
  world.clock.advance(4 * 3_600_000);
}

describe('an event whose window is over', () => {
  it('is FAILED and says that it was never attempted', async () => {
    const world = await givenClaimed();
    await givenWindowAndLastMessagePast(world);
    expect(await run(world)).toMatchObject({ sent: 0, givenUp: 1 });
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'retry_window_over', message: 'The retry window is over. It was never attempted.' },
    });
    expect(recordOf(world)).not.toHaveProperty('workShard');
    expect(counts(world)).toMatchObject({ Failed: 1 });
  });

  it('says what stood in its way the last time', async () => {
    const lastError = { kind: 'transient', message: 'HTTP 500.' } as const;
    const world = await givenClaimed({ lastError });
    await givenWindowAndLastMessagePast(world);
    await run(world);
    expect(recordOf(world).lastError?.message).toBe('The retry window is over. Last (transient): HTTP 500.');
  });

  it('is not ended while the provider last said "not ready", whose window is longer', async () => {
    const world = await givenClaimed({ lastError: { kind: 'not_ready', message: 'PROCESSING' } });
    world.clock.advance(3_600_001);
    expect(await run(world)).toMatchObject({ sent: 1, givenUp: 0 });
  });

  it('gets the attempt it was told to wait for', async () => {
    const world = await givenClaimed();
    await givenRetrying(world, world.clock.now() + 5_000_000);
    world.clock.advance(5_000_000);
    expect(await run(world)).toMatchObject({ sent: 1, givenUp: 0 });
  });
});

describe('a leased event that is due', () => {
  const givenLeased = (crashes = 0) =>
    givenClaimed({
      status: 'PROCESSING',
      leaseOwner: 'holder',
      leaseUntil: bareWorld().clock.now() + GRACE_MS + LEASE_MS,
      crashes,
    });

  it('is left to its holder while the lease lives, and looked at again after it', async () => {
    const world = await givenLeased();
    world.clock.advance(GRACE_MS);
    expect(await run(world)).toMatchObject({ due: 1, sent: 0, givenUp: 0 });
    expect(recordOf(world)).toMatchObject({
      status: 'PROCESSING',
      leaseOwner: 'holder',
      dueAt: world.clock.now() + LEASE_MS + GRACE_MS,
    });
  });

  it('is freed and sent once the lease expired, the crash counted', async () => {
    const world = await givenLeased();
    world.clock.advance(GRACE_MS + LEASE_MS + 1);
    expect(await run(world)).toMatchObject({ sent: 1 });
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', crashes: 1 });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is FAILED when its fifth lease expired', async () => {
    const world = await givenLeased(4);
    world.clock.advance(GRACE_MS + LEASE_MS + 1);
    expect(await run(world)).toMatchObject({ sent: 0, givenUp: 1 });
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'processor_crashed' } });
  });
});

describe('the index, which is only a hint', () => {
  const withIndex = (world: World, items: readonly { pk: string; dueAt: number }[]): SweepDeps => ({
    ...world.sweepDeps(),
    index: { due: async ({ shard }) => ({ items: shard === 'work#0' ? items : [] }) },
  });

  it('may name an event that has moved: nothing is done', async () => {
    const world = await givenClaimed();
    const { dueAt = 0 } = recordOf(world);
    world.clock.advance(GRACE_MS);
    await run(world);
    const before = recordOf(world);
    expect(await run(world, withIndex(world, [{ pk: PK, dueAt }]))).toMatchObject({ due: 1, sent: 0 });
    expect(recordOf(world)).toEqual(before);
  });

  it('may name an event that is gone or final: nothing is done', async () => {
    const world = await givenClaimed();
    const dueAt = world.clock.now();
    setRecord(world, { status: 'STORED' });
    const items = [
      { pk: 'inbox#gone', dueAt },
      { pk: PK, dueAt },
    ];
    expect(await run(world, withIndex(world, items))).toMatchObject({ due: 2, sent: 0, givenUp: 0 });
  });
});
