import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import { bringBack, planBringBack, replayMany } from '../../../../lambda/usecases/recover/replay-many';
import { respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding } from '../../../support/overriding';
import { givenProcessed, givenWaiting, PK, recordOf, setRecord } from '../../../support/scene';

const depsOf = (world: World, ports = world.ports) => ({
  ...world.redriveDeps(ports),
  ...world.replayDeps(ports),
});

const givenFailed = () => givenProcessed(() => respond(400, {}));

/** So many FAILED events; their keys. */
async function givenManyFailed(count: number): Promise<{ world: World; pks: readonly string[] }> {
  const world = await givenFailed();
  const pks = Array.from({ length: count }, (_, index) => `${PK}-${index}`);
  for (const pk of pks) {
    world.store.records.set(pk, { ...recordOf(world), pk });
  }
  return { world, pks };
}

describe('the plan of bringing an event back', () => {
  it.each<[EventStatus, object]>([
    ['FAILED', { way: 'redrive', generation: 1 }],
    ['STORED', { way: 'replay', generation: 2 }],
    ['EXTRACTION_FAILED', { way: 'replay', generation: 2 }],
    ['RECEIVED', { way: 'refuse', because: 'not_final' }],
    ['PROCESSING', { way: 'refuse', because: 'not_final' }],
  ])('of a %s event', async (status, plan) => {
    const world = await givenWaiting();
    const before = setRecord(world, { status });
    expect(await planBringBack(PK, depsOf(world))).toMatchObject(plan);
    expect(recordOf(world)).toEqual(before);
  });

  it('foretells what is then done', async () => {
    for (const world of [await givenFailed(), await givenProcessed()]) {
      const plan = await planBringBack(PK, depsOf(world));
      const done = await bringBack(PK, depsOf(world), 'because');
      expect(done).toMatchObject({ outcome: 'done', way: plan.way });
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replayReason: 'because' });
      expect('generation' in plan && plan.generation).toBe(recordOf(world).generation);
    }
  });

  it.each([
    ['FAILED', givenFailed],
    ['STORED', () => givenProcessed()],
  ])('refuses a %s event whose source left the configuration: it could only fail again', async (_, given) => {
    const world = await given();
    const deps = { ...depsOf(world), sources: new Map() };
    expect(await planBringBack(PK, deps)).toMatchObject({ way: 'refuse', because: 'unknown_source' });
  });

  it('names an event that does not exist', async () => {
    const world = await givenProcessed();
    expect(await planBringBack('inbox#nobody', depsOf(world))).toEqual({
      way: 'refuse',
      because: 'unknown_event',
    });
  });
});

describe('bringing back many', () => {
  it('keeps to its rate', async () => {
    const { world, pks } = await givenManyFailed(50);
    const began = world.clock.now();
    const seen: string[] = [];
    await replayMany(pks, { perSecond: 10, onOutcome: (pk) => seen.push(pk) }, depsOf(world));
    expect(world.clock.now() - began).toBe(4_900);
    expect(seen).toHaveLength(50);
  });

  it('ends at once when it is stopped, however long the wait for the next event is', async () => {
    const { world, pks } = await givenManyFailed(20);
    const stop = new AbortController();
    const began = world.clock.now();
    const options = { perSecond: 0.01, signal: stop.signal, onOutcome: () => stop.abort() };
    await replayMany(pks, options, depsOf(world));
    expect(world.clock.now() - began).toBeLessThan(100_000);
  });

  it('ended and begun again does only the rest', async () => {
    const { world, pks } = await givenManyFailed(20);
    const stop = new AbortController();
    let first = 0;
    const onFirst = () => {
      first += 1;
      if (first === 7) {
        stop.abort();
      }
    };
    await replayMany(pks, { perSecond: 100, signal: stop.signal, onOutcome: onFirst }, depsOf(world));
    const second: string[] = [];
    const onSecond = (_: string, { outcome }: { outcome: string }) => second.push(outcome);
    await replayMany(pks, { perSecond: 100, onOutcome: onSecond }, depsOf(world));
    expect(first).toBeLessThan(20);
    expect(second.filter((outcome) => outcome === 'done')).toHaveLength(20 - first);
    expect(pks.map((pk) => world.queue.live(pk))).toEqual(Array(20).fill(1));
  });

  it('ends at the first error, with what is left as it was', async () => {
    const { world, pks } = await givenManyFailed(30);
    let writes = 0;
    const store = overriding(world.ports.store, {
      update: (write) => {
        writes += 1;
        return writes > 5 ? Promise.reject(new Error('ExpiredToken')) : world.ports.store.update(write);
      },
    });
    const run = replayMany(
      pks,
      { perSecond: 1000, onOutcome: () => undefined },
      depsOf(world, { ...world.ports, store }),
    );
    await expect(run).rejects.toThrow('ExpiredToken');
    expect(pks.filter((pk) => recordOf(world, pk).status === 'FAILED')).toHaveLength(25);
    expect(writes).toBeLessThan(30);
  });
});
