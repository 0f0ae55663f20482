import { EventRetrier } from '../../../../lambda/usecases/recover/retry-event';
import { constant, firstCalls, respond } from '../../../simulated/provider-stand-in';
import { API_TOKEN, SOURCE_ID, type World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import {
  attempted,
  counts,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
  sweepAll,
  timesAsked,
} from '../../../support/scenes/scene';

const HOUR_MS = 3_600_000;
const GRACE_MS = 400_000;
const retry = (world: World) => new EventRetrier(world.retryDeps()).retryEvent(PK);
const throttledFor = (seconds: number) =>
  firstCalls(1, () => respond(429, {}, { 'retry-after': `${seconds}` }), constant);

/** An event whose first attempt failed; its message waits in the queue for the end of its back-off. */
async function givenBackedOff(behaviour = firstCalls(1, () => respond(500, {}), constant)): Promise<World> {
  const world = await givenWaiting(behaviour);
  await attempted(world);
  return world;
}

describe('an open event that waits after its own back-off', () => {
  it('is tried at once: due now, with a message of its own', async () => {
    const world = await givenBackedOff();
    setRecord(world, {
      notBefore: world.clock.now() + HOUR_MS,
      dueAt: world.clock.now() + HOUR_MS,
    });
    expect(await retry(world)).toEqual({ outcome: 'retried' });
    expect(recordOf(world)).not.toHaveProperty('notBefore');
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', attempts: 1 });
  });

  it('succeeds with the token that was replaced meanwhile', async () => {
    const world = await givenWaiting();
    world.api.token = API_TOKEN;
    world.secrets.tokens.set(SOURCE_ID, 'expired');
    expect(await attempted(world)).toMatchObject({ lastError: { kind: 'credentials' } });
    world.secrets.tokens.set(SOURCE_ID, API_TOKEN);
    await retry(world);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('is found by the sweeper a grace later when its message is lost', async () => {
    const world = await givenBackedOff();
    setRecord(world, { notBefore: world.clock.now() + HOUR_MS, sweepCount: 9 });
    const queue = overriding(world.ports.queue, { send: unavailable });
    expect(await new EventRetrier(world.retryDeps({ ...world.ports, queue })).retryEvent(PK)).toEqual({
      outcome: 'retried',
    });
    expect(counts(world)).toMatchObject({ DeferredToSweeper: 1 });
    world.clock.advance(GRACE_MS);
    expect(await sweepAll(world)).toMatchObject({ sent: 1 });
  });

  it('gets one message per grace, however often a person asks', async () => {
    const world = await givenBackedOff();
    setRecord(world, { notBefore: world.clock.now() + HOUR_MS });
    const before = world.queue.live(PK);
    const outcomes = [await retry(world), await retry(world), await retry(world)];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['retried', 'due', 'due']);
    expect(world.queue.live(PK) - before).toBe(1);
    world.clock.advance(GRACE_MS);
    expect(await retry(world)).toEqual({ outcome: 'retried' });
  });
});

describe('an event whose provider sent Retry-After', () => {
  it('is not tried before that, and is tried then although our own back-off is longer', async () => {
    const world = await givenWaiting(throttledFor(600));
    const until = world.clock.now() + 600_000;
    await attempted(world);
    setRecord(world, { notBefore: world.clock.now() + HOUR_MS });
    expect(await retry(world)).toEqual({ outcome: 'waits_for_provider', until });
    expect(recordOf(world)).toMatchObject({ notBefore: until, retryAfter: until });
    world.clock.advance(599_000);
    await processVisible(world);
    expect(timesAsked(world)).toBe(1);
    world.clock.advance(2_000);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(recordOf(world)).not.toHaveProperty('retryAfter');
  });

  it('is written once, however often a person asks', async () => {
    const world = await givenWaiting(throttledFor(600));
    await attempted(world);
    await retry(world);
    const before = recordOf(world);
    expect(await retry(world)).toMatchObject({ outcome: 'waits_for_provider' });
    expect(recordOf(world)).toEqual(before);
  });

  it('is tried at once when that time has passed', async () => {
    const world = await givenWaiting(throttledFor(10));
    await attempted(world);
    setRecord(world, { notBefore: world.clock.now() + HOUR_MS });
    world.clock.advance(11_000);
    expect(await retry(world)).toEqual({ outcome: 'retried' });
  });

  it('no longer waits for it after another error', async () => {
    const world = await givenWaiting(
      firstCalls(
        1,
        () => respond(429, {}, { 'retry-after': '10' }),
        () => respond(500, {}),
      ),
    );
    expect(await attempted(world)).toHaveProperty('retryAfter');
    world.clock.advance(HOUR_MS / 2);
    expect(await attempted(world)).not.toHaveProperty('retryAfter');
  });
});

describe('an event that is not to be tried', () => {
  it.each([
    ['leased', { status: 'PROCESSING', leaseUntil: 1, leaseOwner: 'x' }, { outcome: 'leased', until: 1 }],
    ['final', { status: 'FAILED' }, { outcome: 'final', status: 'FAILED' }],
    ['of a removed source', { source: 'former' }, { outcome: 'unknown_source' }],
    ['of a source id that moved to another provider', { provider: 'former' }, { outcome: 'unknown_source' }],
  ] as const)('stays as it is: %s', async (_, changes, expected) => {
    const world = await givenBackedOff();
    const before = setRecord(world, changes);
    const live = world.queue.live();
    expect(await retry(world)).toEqual(expected);
    expect(recordOf(world)).toEqual(before);
    expect(world.queue.live()).toBe(live);
  });

  it('is unknown', async () => {
    const world = await givenProcessed();
    expect(await new EventRetrier(world.retryDeps()).retryEvent('inbox#nobody')).toEqual({
      outcome: 'unknown_event',
    });
  });

  it('is left alone by a write that lost against a processor', async () => {
    const world = await givenBackedOff();
    setRecord(world, { notBefore: world.clock.now() + HOUR_MS });
    const store = overriding(world.ports.store, {
      get: async (pk) => {
        const seen = await world.store.get(pk);
        setRecord(world, { status: 'PROCESSING', leaseOwner: 'p', leaseUntil: 2, writeId: 'p' });
        return seen;
      },
    });
    const outcome = await new EventRetrier(world.retryDeps({ ...world.ports, store })).retryEvent(PK);
    expect(outcome).toEqual({ outcome: 'leased', until: 2 });
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'p' });
  });
});
