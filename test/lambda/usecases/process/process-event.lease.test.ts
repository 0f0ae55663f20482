import { overriding, watched } from '../../../support/scenes/overriding';
import {
  counts,
  givenWaiting,
  processVisible,
  recordOf,
  setRecord,
  timesAsked,
} from '../../../support/scenes/scene';

describe('a lease', () => {
  const givenLeased = async (offset: number, crashes = 0) => {
    const world = await givenWaiting();
    const leaseUntil = world.clock.now() + offset;
    setRecord(world, { status: 'PROCESSING', leaseOwner: 'other', leaseUntil, crashes });
    return world;
  };

  it('that is alive: the message is dropped without a call', async () => {
    const world = await givenLeased(0);
    expect(await processVisible(world)).toEqual([]);
    expect(timesAsked(world)).toBe(0);
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'other' });
  });

  it('that expired without an outcome: is taken over, and the crash counted', async () => {
    const world = await givenLeased(-1);
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', crashes: 1 });
    expect(counts(world)).toMatchObject({ LeaseTakenOver: 1, Stored: 1 });
  });

  it('that expired for the fifth time: is FAILED without another call', async () => {
    const world = await givenLeased(-1, 4);
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'processor_crashed', message: expect.stringContaining('5 of 5') },
    });
    expect(timesAsked(world)).toBe(0);
  });

  it('that another took meanwhile: our outcome changes nothing', async () => {
    const world = await givenWaiting();
    const taken = () => setRecord(world, { leaseOwner: 'other', writeId: 'other' });
    const http = overriding(world.ports.http, {
      get: async (request) => {
        taken();
        return world.api.get(request);
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, http }));
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'other' });
    expect(counts(world)).toMatchObject({ LeaseLost: 1 });
    expect(counts(world)).not.toHaveProperty('Stored');
  });

  it('is asked for in one DynamoDB call, and the whole happy path in two', async () => {
    const world = await givenWaiting();
    const calls: string[] = [];
    const store = watched('store', world.ports.store, calls);
    await processVisible(world, world.processDeps({ ...world.ports, store }));
    expect(calls).toEqual(['store.update', 'store.update']);
  });
});
