import { extractionFails, refusing } from '../../explorer/simulated/provider-stand-in';
import { receiveWebhook } from '../../lambda/usecases/receive-webhook';
import { sweep } from '../../lambda/usecases/sweep';
import { overriding, unavailable } from '../support/overriding';
import { bareWorld, EVENT, givenWaiting, processVisible, recordOf, setRecord } from '../support/scene';

const FOREVER = { deadline: Number.POSITIVE_INFINITY };
const GRACE_S = 400;

describe('the age of an event', () => {
  it('is measured as time to its result, from its receipt', async () => {
    const world = await givenWaiting();
    world.clock.advance(7_000);
    await processVisible(world);
    expect(world.telemetry.measured('TimeToResult')).toEqual([7]);
    expect(world.telemetry.measured('OpenEventAge')).toEqual([]);
  });

  it('is measured so too when the provider has none', async () => {
    const world = await givenWaiting(extractionFails);
    await processVisible(world);
    expect(recordOf(world).status).toBe('EXTRACTION_FAILED');
    expect(world.telemetry.measured('TimeToResult')).toHaveLength(1);
  });

  it('is measured as open at every retry, from when its window began', async () => {
    const world = await givenWaiting(refusing(500, Number.POSITIVE_INFINITY));
    setRecord(world, { openedAt: new Date(world.clock.now() - 60_000).toISOString() });
    await processVisible(world);
    expect(world.telemetry.measured('OpenEventAge')).toEqual([60]);
    expect(world.telemetry.measured('TimeToResult')).toEqual([]);
  });

  it('is measured by the sweeper when it sends a message again, and when it only looks', async () => {
    const world = bareWorld();
    const queue = overriding(world.ports.queue, { send: unavailable });
    await receiveWebhook(world.delivery(EVENT), world.receiveDeps({ ...world.ports, queue }));
    world.clock.advance(GRACE_S * 1000);
    await sweep(world.sweepDeps(), FOREVER);
    setRecord(world, {
      status: 'PROCESSING',
      leaseOwner: 'other',
      dueAt: new Date(world.clock.now()).toISOString(),
      leaseUntil: new Date(world.clock.now() + 1_000).toISOString(),
    });
    await sweep(world.sweepDeps(), FOREVER);
    expect(world.telemetry.measured('OpenEventAge')).toEqual([GRACE_S, GRACE_S]);
  });

  it('says nothing of an event that is given up', async () => {
    const world = await givenWaiting(refusing(400, Number.POSITIVE_INFINITY));
    await processVisible(world);
    expect(recordOf(world).status).toBe('FAILED');
    expect([...world.telemetry.measures]).toEqual([]);
  });
});
