import { EventRecoverer } from '../../../../lambda/usecases/recover/recover-event';
import { constant, firstCalls, refusing, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { recover } from '../../../support/scenes/replay-scene';
import {
  counts,
  givenProcessed,
  PK,
  processVisible,
  recordOf,
  timesAsked,
} from '../../../support/scenes/scene';

/** An event the provider refused with 400 at first, and would now answer. */
async function givenFailed(): Promise<World> {
  const world = await givenProcessed(firstCalls(1, () => respond(400, {}), constant));
  expect(recordOf(world).status).toBe('FAILED');
  return world;
}

describe('recoverEvent of a FAILED event', () => {
  it('redrives it with one message, and it is stored', async () => {
    const world = await givenFailed();
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', attempts: 0, generation: 1 });
    expect(world.queue.live(PK)).toBe(1);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(timesAsked(world)).toBe(2);
  });

  it('redrives it once when two do it at once', async () => {
    const world = await givenFailed();
    const both = await Promise.all([recover(PK, world.recoveryDeps()), recover(PK, world.recoveryDeps())]);
    expect(both).toContainEqual({ outcome: 'done', pk: PK });
    expect(both).toContainEqual({ outcome: 'refused', refusal: 'not_failed' });
    expect(world.queue.live(PK)).toBe(1);
  });

  it('restarts the retry window', async () => {
    const world = await givenFailed();
    world.clock.advance(7_200_000);
    await recover(PK, world.recoveryDeps());
    world.api.behaviours.set('/documents/doc-1', refusing(500, Number.POSITIVE_INFINITY, { next: constant }));
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', attempts: 1 });
  });

  it('leaves an event that is not FAILED alone when only a redrive is asked for', async () => {
    const world = await givenProcessed();
    const recoverer = new EventRecoverer(world.recoveryDeps());
    expect(await recoverer.planRecovery(PK, { onlyRedrive: true })).toMatchObject({ refusal: 'not_failed' });
  });

  it('refuses when there is no such event', async () => {
    const world = await givenProcessed();
    expect(await recover('inbox#nobody', world.recoveryDeps())).toEqual({
      outcome: 'refused',
      refusal: 'unknown_event',
    });
  });

  it('refuses while its source is not configured', async () => {
    const world = await givenFailed();
    const deps = { ...world.recoveryDeps(), sources: new Map() };
    expect(await recover(PK, deps)).toEqual({ outcome: 'refused', refusal: 'unknown_source' });
    expect(recordOf(world).status).toBe('FAILED');
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
  });

  it('leaves it to the sweeper when its message cannot be sent', async () => {
    const world = await givenFailed();
    const queue = overriding(world.ports.queue, { send: unavailable });
    expect(await recover(PK, world.recoveryDeps({ ...world.ports, queue }))).toEqual({
      outcome: 'done',
      pk: PK,
    });
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', workShard: 'work#0' });
    expect(counts(world)).toMatchObject({ DeferredToSweeper: 1 });
  });
});
