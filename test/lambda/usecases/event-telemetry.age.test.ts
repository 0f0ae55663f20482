import { sweep } from '../../../lambda/usecases/sweep/sweep-events';
import { constant, extractionFails, refusing } from '../../simulated/provider-stand-in';
import { linkProvider, linkTo } from '../../support/scenes/link-provider';
import { overriding, unavailable } from '../../support/scenes/overriding';
import { recover } from '../../support/scenes/replay-scene';
import {
  bareWorld,
  EVENT,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
} from '../../support/scenes/scene';

const always = (status: number) => refusing(status, Number.POSITIVE_INFINITY, { next: constant });
const FOREVER = { deadline: Number.POSITIVE_INFINITY };
const GRACE_S = 400;
const HOUR_MS = 3_600_000;

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
    const world = await givenWaiting(always(500));
    setRecord(world, { openedAt: world.clock.now() - 60_000 });
    await processVisible(world);
    expect(world.telemetry.measured('OpenEventAge')).toEqual([60]);
    expect(world.telemetry.measured('TimeToResult')).toEqual([]);
  });

  it('is measured by the sweeper when it sends a message again, and when it only looks', async () => {
    const world = bareWorld();
    const queue = overriding(world.ports.queue, { send: unavailable });
    await world.receiver({ ...world.ports, queue }).receive(world.delivery(EVENT));
    world.clock.advance(GRACE_S * 1000);
    await sweep(world.sweepDeps(), FOREVER);
    const { pk, writeId } = recordOf(world);
    const later = world.clock.now() + 1_000;
    const set = {
      status: 'PROCESSING',
      dueAt: world.clock.now(),
      leaseUntil: later,
    } as const;
    await world.store.update({ pk, writeId, expect: [], set, remove: [] });
    await sweep(world.sweepDeps(), FOREVER);
    expect(world.telemetry.measured('OpenEventAge')).toEqual([GRACE_S, GRACE_S]);
  });

  it('says nothing of a replay that brought nothing: its result came long ago', async () => {
    const world = await givenWaiting();
    await processVisible(world);
    world.telemetry.measures.clear();
    world.api.behaviours.set('/documents/doc-1', extractionFails);
    await recover(PK, world.recoveryDeps());
    world.clock.advance(HOUR_MS);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(world.telemetry.measured('TimeToResult')).toEqual([]);
  });

  it('says nothing of an event that is only kept', async () => {
    const provider = {
      ...linkProvider,
      fetchResult: async () => ({ kind: 'content', content: Buffer.from('{}') }) as const,
    };
    const body = { ...EVENT, type: 'note', url: linkTo('a') } as const;
    const world = await givenWaiting(undefined, { provider, body });
    await processVisible(world);
    expect(recordOf(world).status).toBe('ARCHIVED');
    expect([...world.telemetry.measures]).toEqual([]);
  });

  it('says nothing of an event that is given up', async () => {
    const world = await givenWaiting(always(400));
    await processVisible(world);
    expect(recordOf(world).status).toBe('FAILED');
    expect([...world.telemetry.measures]).toEqual([]);
  });
});
