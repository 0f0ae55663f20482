import { documentKey } from '../../../lambda/domain/record/keys';
import { runSchedule } from '../../../proofs/explorer/engine/run-schedule';
import { findDoubled } from '../../../proofs/explorer/invariants/check-one-result';
import { findScenario } from '../../../proofs/explorer/scenarios/all-scenarios';
import { body } from '../../../proofs/explorer/scenarios/given';
import { PlannedChooser } from '../../../proofs/explorer/search/explore-scenario';
import { SimulatedClock } from '../../simulated/simulated-clock';
import { SimulatedBucket } from '../../simulated/stores/simulated-bucket';
import { World } from '../../simulated/world';

const MINUTE = 60_000;

describe('SimulatedBucket', () => {
  it('forgets a raw body once its life is over, unless it was stored again', async () => {
    const clock = new SimulatedClock();
    const bucket = new SimulatedBucket(clock, 10 * MINUTE);
    await bucket.putRaw('raw/a', Buffer.from('a'));
    await bucket.putRaw('raw/b', Buffer.from('b'));
    clock.advance(9 * MINUTE);
    await bucket.renewRaw('raw/b', Buffer.from('b'));
    clock.advance(MINUTE);
    expect(await bucket.getRaw('raw/a')).toBeUndefined();
    expect(await bucket.getRaw('raw/b')).toEqual(Uint8Array.from(Buffer.from('b')));
  });
});

describe('SimulatedEventStore', () => {
  it('shows a write in its document index once the lag is over', async () => {
    const world = new World({ documentLagMs: 5 * MINUTE });
    const known = async () => {
      const query = { documentKey: documentKey(world.provider, 'e1'), source: world.source.id };
      const statuses: string[] = [];
      for await (const { status } of world.store.eventsOf(query)) {
        statuses.push(status);
      }
      return statuses;
    };
    await world.receiver().receive(world.delivery(body('e1')));
    expect(await known()).toEqual([]);
    world.clock.advance(5 * MINUTE);
    expect(await known()).toEqual(['RECEIVED']);
  });
});

describe('World', () => {
  it('gives each process a clock that is off by no more than the skew', () => {
    const world = new World({ clockSkewMs: 2_000 });
    const offsets = Array.from({ length: 50 }, () => world.newClock().now() - world.clock.now());
    expect([...new Set(offsets)].sort((a, b) => a - b)).toEqual([-2_000, 0, 2_000]);
  });

  it('gives each process the true time without a skew', () => {
    const world = new World();
    expect(world.newClock()).toBe(world.clock);
  });
});

describe('two results of one extraction', () => {
  it.each([
    ['lagging-index', 0],
    ['index-far-behind', 1],
  ])('are found where the index lags too far: %s', async (name, expected) => {
    const run = await runSchedule(findScenario(name), { chooser: new PlannedChooser([]) });
    expect({ violation: run.violation, doubled: run.doubled }).toEqual({
      violation: undefined,
      doubled: expected,
    });
    const births = [...run.world.store.records.values()].map((record) => ({ record, at: 0 }));
    expect(findDoubled(births, run.world)).toHaveLength(expected);
  });
});
