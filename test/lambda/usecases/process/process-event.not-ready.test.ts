import { lease } from '../../../../lambda/domain/lifecycle/transitions';
import { sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { transitionContext } from '../../../../lambda/usecases/transition';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { type Behaviour, readyAfter, respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { givenWaiting, PK, processVisible, recordOf } from '../../../support/scenes/scene';

const HOUR_MS = 3_600_000;
const never = readyAfter(Number.POSITIVE_INFINITY);
const policy = { retryWindowSeconds: 24 * 3_600, notReadyWindowSeconds: 72 * 3_600 };

/** An event that was received 30 hours ago, and whose provider has said "not ready" ever since, a moment ago too. */
async function givenNotReadyFor30Hours(): Promise<{ readonly world: World; readonly receivedAt: number }> {
  const world = await givenWaiting(never, { policy });
  const receivedAt = world.clock.now();
  await processVisible(world);
  world.clock.advanceTo(receivedAt + 30 * HOUR_MS);
  await processVisible(world);
  expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'not_ready' } });
  return { world, receivedAt };
}

function answer(world: World, behaviour: Behaviour): void {
  world.api.behaviours.set('/documents/doc-1', behaviour);
}

/** One invocation as soon as the event's message may be received. */
async function processNext(world: World, deps = world.processDeps()): Promise<void> {
  world.clock.advanceTo(world.queue.nextVisibleAt() ?? 0);
  await processVisible(world, deps);
}

async function sweepWhenDue(world: World) {
  world.clock.advanceTo(recordOf(world).dueAt ?? 0);
  return sweep(world.sweepDeps(), { deadline: Number.POSITIVE_INFINITY });
}

/** What may happen once in an attempt, beside "not ready". */
const TROUBLES: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'one 429': (world) => {
    answer(world, () => respond(429, {}, { 'retry-after': '7' }));
    return processNext(world);
  },
  'one 500': (world) => {
    answer(world, () => respond(500, {}));
    return processNext(world);
  },
  'one refused token': (world) => {
    answer(world, () => respond(401, {}));
    return processNext(world);
  },
  'one failure of AWS': (world) => {
    answer(world, () => respond(200, { status: 'DONE', total: 1 }));
    const results = overriding(world.ports.results, { put: unavailable });
    return processNext(world, world.processDeps({ ...world.ports, results }));
  },
  'one bug of ours': (world) => {
    const fetchResult = () => {
      throw new TypeError('bug');
    };
    const source = { ...world.source, provider: { ...neutralProvider, fetchResult } };
    return processNext(world, { ...world.processDeps(), sources: new Map([[SOURCE_ID, source]]) });
  },
  'one lost lease': async (world) => {
    world.clock.advanceTo(recordOf(world).notBefore ?? 0);
    expect(await world.store.update(lease(PK, transitionContext(world.processDeps())))).toMatchObject({
      applied: true,
    });
    expect(await sweepWhenDue(world)).toMatchObject({ sent: 1, givenUp: 0 });
  },
};

describe('an event that was not ready for 30 hours, longer than the window of other problems', () => {
  it.each(Object.entries(TROUBLES))('survives %s, and is stored', async (_, problem) => {
    const { world } = await givenNotReadyFor30Hours();
    await problem(world);
    expect(recordOf(world).status).toBe('RECEIVED');
    expect(recordOf(world).lastError?.kind).not.toBe('not_ready');
    expect(await sweepWhenDue(world)).toMatchObject({ sent: 1, givenUp: 0 });
    answer(world, () => respond(200, { status: 'DONE', total: 1 }));
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is ended when other problems last for their own window after the last "not ready"', async () => {
    const { world, receivedAt } = await givenNotReadyFor30Hours();
    answer(world, () => respond(500, {}));
    world.clock.advanceTo(receivedAt + 54 * HOUR_MS - 1);
    await processVisible(world);
    expect(recordOf(world).status).toBe('RECEIVED');
    await processNext(world);
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'retry_window_over', message: expect.stringContaining('(transient)') },
    });
  });

  it('goes on after a problem that ended: each "not ready" starts the window of others again', async () => {
    const { world, receivedAt } = await givenNotReadyFor30Hours();
    world.clock.advanceTo(receivedAt + 50 * HOUR_MS);
    await processVisible(world);
    answer(world, () => respond(500, {}));
    world.clock.advanceTo(receivedAt + 71 * HOUR_MS);
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
  });

  it('is ended at the end of the window of "not ready", counted from the receipt', async () => {
    const { world, receivedAt } = await givenNotReadyFor30Hours();
    world.clock.advanceTo(receivedAt + 72 * HOUR_MS - 1);
    await processVisible(world);
    expect(recordOf(world).status).toBe('RECEIVED');
    await processNext(world);
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'retry_window_over', message: expect.stringContaining('(not_ready)') },
    });
  });
});
