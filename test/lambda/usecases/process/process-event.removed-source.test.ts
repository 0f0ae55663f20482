import { sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { constant, refusing } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { expectReturned, givenReplaying, planRecovery, recover } from '../../../support/scenes/replay-scene';
import {
  bareWorld,
  counts,
  EVENT,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
  sweepAll,
  timesAsked,
} from '../../../support/scenes/scene';

const WINDOW_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OTHER = 'other';

/** The source is taken out of the configuration; another one of its provider stays. */
function removeSource(world: World): void {
  world.sources.delete(SOURCE_ID);
  world.sources.set(OTHER, { ...world.source, id: OTHER });
}

/** No source of the provider is left: its queue is gone, and its processor. */
function removeProvider(world: World): void {
  world.sources.clear();
}

function withoutQueue(world: World) {
  const send = () => Promise.reject(new Error('Work queue: no queue of provider "neutral".'));
  return world.sweepDeps({ ...world.ports, queue: overriding(world.ports.queue, { send }) });
}

/** One sweep a minute, whatever is due. */
async function sweepFor(world: World, milliseconds: number): Promise<void> {
  const end = world.clock.now() + milliseconds;
  while (world.clock.now() < end) {
    world.clock.advance(MINUTE_MS);
    await sweep(withoutQueue(world), { deadline: Number.POSITIVE_INFINITY });
  }
}

function linesAt(world: World, level: string): number {
  return world.telemetry.lines.filter((line) => line.level === level).length;
}

describe('an open event whose source was removed', () => {
  it.each([
    ['beside another source of its provider', removeSource],
    ['as the last one of its provider, whose queue is gone', removeProvider],
  ])('waits until its window ends, then is FAILED as source_removed: %s', async (_, remove) => {
    const world = await givenWaiting();
    remove(world);
    await sweepFor(world, WINDOW_MS - MINUTE_MS);
    expect(recordOf(world).status).toBe('RECEIVED');
    await sweepFor(world, 2 * MINUTE_MS);
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'source_removed' } });
    expect(recordOf(world)).not.toHaveProperty('workShard');
    expect(counts(world)).toMatchObject({ Failed: 1 });
    expect(timesAsked(world)).toBe(0);
  });

  it('names the source, the remedy and what stood in its way before', async () => {
    const world = await givenWaiting();
    setRecord(world, { lastError: { kind: 'credentials', message: 'HTTP 401.' } });
    removeProvider(world);
    await sweepFor(world, WINDOW_MS + MINUTE_MS);
    expect(recordOf(world).lastError?.message).toBe(
      'Source "inbox" of provider neutral is not in the configuration. Add it again, deploy, then run `inbox replay`. Last (credentials): HTTP 401.',
    );
  });

  it('has the longer window where the provider last said "not ready"', async () => {
    const world = await givenWaiting();
    setRecord(world, { lastError: { kind: 'not_ready', message: 'PROCESSING' } });
    removeProvider(world);
    await sweepFor(world, WINDOW_MS + MINUTE_MS);
    expect(recordOf(world).status).toBe('RECEIVED');
    await sweepFor(world, WINDOW_MS);
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'source_removed' } });
  });

  it('is the same where its source id belongs to another provider now', async () => {
    const world = await givenWaiting();
    world.clock.advance(WINDOW_MS + 1);
    const deps = { ...withoutQueue(world), sources: { another: [SOURCE_ID] } };
    await sweep(deps, { deadline: Number.POSITIVE_INFINITY });
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'source_removed' } });
  });

  it('goes on where its source is back before its window ends', async () => {
    const world = await givenWaiting();
    removeProvider(world);
    await processVisible(world);
    await sweepFor(world, WINDOW_MS / 2);
    world.sources.set(SOURCE_ID, world.source);
    world.clock.advanceTo(recordOf(world).dueAt ?? 0);
    expect(await sweepAll(world)).toMatchObject({ sent: 1, sourceRemoved: 0 });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is refused by a replay until its source is back, and then redriven', async () => {
    const world = await givenWaiting();
    removeProvider(world);
    await sweepFor(world, WINDOW_MS + MINUTE_MS);
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({
      refusal: 'unknown_source',
    });
    world.sources.set(SOURCE_ID, world.source);
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({ action: 'redrive' });
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is refused by a replay where another provider has its source id', async () => {
    const world = await givenWaiting();
    setRecord(world, { status: 'FAILED', provider: 'former' });
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({ refusal: 'unknown_source' });
  });
});

describe('a replay whose source was removed', () => {
  it.each([
    ['beside another one', removeSource],
    ['with its provider', removeProvider],
  ])('returns to its former state with its result, and says why: %s', async (_, remove) => {
    const given = await givenReplaying();
    remove(given.world);
    await processVisible(given.world);
    expect(recordOf(given.world).status).toBe('RECEIVED');
    await sweepFor(given.world, WINDOW_MS + MINUTE_MS);
    expect(expectReturned(given).lastError?.message).toContain('(source_removed)');
  });
});

describe('a leased event whose source was removed', () => {
  const givenLeased = async () => {
    const world = await givenWaiting();
    setRecord(world, {
      status: 'PROCESSING',
      leaseOwner: 'holder',
      leaseUntil: world.clock.now() + MINUTE_MS,
    });
    removeProvider(world);
    return world;
  };

  it('is freed without a message once its lease is over, and ends with its window', async () => {
    const world = await givenLeased();
    await sweepFor(world, WINDOW_MS / 2);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', crashes: 1 });
    await sweepFor(world, WINDOW_MS);
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'source_removed' } });
  });

  it('logs no error for the queue that is gone', async () => {
    const world = await givenLeased();
    await sweepFor(world, WINDOW_MS / 2);
    expect(linesAt(world, 'error')).toBe(0);
  });
});

describe('a message of an event whose source was removed', () => {
  it.each([
    ['RECEIVED', {}],
    ['after a crash', { crashes: 1 }],
    ['PROCESSING with a lease that is over', { status: 'PROCESSING', leaseUntil: 0, leaseOwner: 'x' }],
  ] as const)('is dropped, and leaves the record as it is: %s', async (_, changes) => {
    const world = await givenWaiting();
    const before = setRecord(world, changes);
    removeSource(world);
    expect(await processVisible(world)).toEqual([]);
    expect(recordOf(world)).toEqual(before);
    expect(world.queue.live(PK)).toBe(0);
    expect(counts(world)).toMatchObject({ SourceRemoved: 1 });
    expect(counts(world)).not.toHaveProperty('ProcessingCrashed');
    expect(linesAt(world, 'error') + linesAt(world, 'warn')).toBe(0);
  });
});

describe('the sweeper and many events of removed sources', () => {
  it('writes lines by events and not by sweeps, and looks less often each time', async () => {
    const world = bareWorld({ policy: { retryWindowSeconds: DAY_MS / 1000 } });
    for (let event = 0; event < 20; event += 1) {
      await world.receiver().receive(world.delivery({ ...EVENT, id: `evt-${event}` }));
    }
    removeProvider(world);
    world.telemetry.lines.length = 0;
    await sweepFor(world, 30 * DAY_MS);
    expect(counts(world)).toMatchObject({ Failed: 20 });
    // One as each is given up, and one per sweep that found any: with growing distances there are few.
    expect(linesAt(world, 'error')).toBe(20);
    expect(linesAt(world, 'warn')).toBeLessThanOrEqual(20);
    expect(counts(world).SourceRemoved).toBeLessThanOrEqual(20 * 15);
  });
});

describe('a source that was never removed', () => {
  it('is told by none of this', async () => {
    const world = await givenWaiting(refusing(500, Number.POSITIVE_INFINITY, { next: constant }));
    await processVisible(world);
    world.clock.advance(WINDOW_MS + 1);
    await sweepAll(world);
    expect(counts(world)).not.toHaveProperty('SourceRemoved');
  });
});
