import { lease, takeOver } from '../../../../lambda/domain/lifecycle/transitions';
import { transitionContext } from '../../../../lambda/usecases/transition';
import { constant, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { givenWaiting, PK, processVisible, recordOf } from '../../../support/scenes/scene';

const unavailable = () => respond(503, {});

/** A processor takes the event as soon as it may, or takes it over, and is never heard of again. */
async function loseLease(world: World): Promise<void> {
  world.clock.advanceTo(world.queue.nextVisibleAt() ?? 0);
  const context = transitionContext(world.processDeps());
  const record = recordOf(world);
  const write = record.status === 'PROCESSING' ? takeOver(record, context) : lease(PK, context);
  expect(await world.store.update(write)).toMatchObject({ applied: true });
  world.clock.advance(world.policy.leaseSeconds * 1000 + 1);
}

describe('lost leases', () => {
  it('that stand alone among good attempts never end the event', async () => {
    const world = await givenWaiting(unavailable);
    for (let round = 1; round <= 7; round += 1) {
      await loseLease(world);
      await processVisible(world);
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', attempts: round });
      expect(recordOf(world)).not.toHaveProperty('crashes');
    }
    world.api.behaviours.set('/documents/doc-1', constant);
    world.clock.advanceTo(world.queue.nextVisibleAt() ?? 0);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('without a good attempt between them end it at the fifth', async () => {
    const world = await givenWaiting(unavailable);
    for (let lost = 1; lost <= 5; lost += 1) {
      await loseLease(world);
    }
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'processor_crashed' } });
  });
});
