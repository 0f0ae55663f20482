import type { ReceiveDeps } from '../../../../lambda/usecases/receive/receive-webhook';
import type { World } from '../../../simulated/world';
import { linkPath } from '../../../support/scenes/link-provider';
import { DUPLICATE, deliver, givenLinked, LARGE, withLink } from '../../../support/scenes/link-scene';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { counts, processVisible, recordOf, setRecord, timesAsked } from '../../../support/scenes/scene';

describe('the body of a new delivery', () => {
  it('is stored before the record names it, when it is large', async () => {
    const world = await givenLinked(500);
    const calls: string[] = [];
    const raw = overriding(world.ports.raw, {
      putRaw: async (key, body) => {
        calls.push(key);
        await world.bucket.putRaw(key, body);
      },
    });
    const store = overriding(world.ports.store, {
      update: (write) => {
        calls.push('update');
        return world.store.update(write);
      },
    });
    await deliver(world, withLink('new', LARGE), world.receiveDeps({ ...world.ports, raw, store }));
    const record = recordOf(world);
    expect(record).not.toHaveProperty('rawBody');
    expect(calls).toEqual([record.rawKey, 'update']);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('takes the place of a large one', async () => {
    const world = await givenLinked(500, withLink('old', LARGE));
    await deliver(world, withLink('new'));
    expect(recordOf(world)).not.toHaveProperty('rawKey');
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(timesAsked(world, linkPath('new'))).toBe(1);
  });
});

describe('a renewal that meets another write', () => {
  /** Deps of a delivery before whose update something else is written, once. */
  function afterWrite(world: World, change: () => void): ReceiveDeps {
    let done = false;
    const store = overriding(world.ports.store, {
      update: (write) => {
        if (!done) {
          done = true;
          change();
        }
        return world.store.update(write);
      },
    });
    return world.receiveDeps({ ...world.ports, store });
  }

  it('looks again, and renews what may still be renewed', async () => {
    const world = await givenLinked(500);
    const deps = afterWrite(world, () => setRecord(world, { sweepCount: 3, writeId: 'of the sweeper' }));
    expect(await deliver(world, withLink('new'), deps)).toEqual(DUPLICATE);
    expect(recordOf(world)).toMatchObject({ sweepCount: 3, rawBody: expect.stringContaining('/new') });
  });

  it('leaves alone what was leased meanwhile', async () => {
    const world = await givenLinked(500);
    const leased = { status: 'PROCESSING', leaseOwner: 'one', writeId: 'one' } as const;
    const deps = afterWrite(world, () => setRecord(world, leased));
    expect(await deliver(world, withLink('new'), deps)).toEqual(DUPLICATE);
    expect(recordOf(world)).toMatchObject({ ...leased, rawBody: expect.stringContaining('/old') });
    expect(counts(world)).not.toHaveProperty('BodyRenewed');
  });

  it('is answered 503 when it is not known to be durable, and heals by the next delivery', async () => {
    const world = await givenLinked(500);
    const store = overriding(world.ports.store, { update: unavailable });
    const deps = world.receiveDeps({ ...world.ports, store });
    expect(await deliver(world, withLink('new'), deps)).toMatchObject({ code: 503 });
    expect(await deliver(world, withLink('new'))).toEqual(DUPLICATE);
    expect(recordOf(world).rawBody).toContain('/new');
  });
});
