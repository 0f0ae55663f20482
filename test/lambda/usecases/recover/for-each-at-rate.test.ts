import { forEachAtRate, type RateOptions } from '../../../../lambda/usecases/recover/for-each-at-rate';
import type { RecoveryDeps, RecoveryOutcome } from '../../../../lambda/usecases/recover/recover-event';
import { respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { recover } from '../../../support/scenes/replay-scene';
import { givenProcessed, PK, recordOf } from '../../../support/scenes/scene';

const givenFailed = () => givenProcessed(() => respond(400, {}));

/** So many FAILED events; their keys. */
async function givenManyFailed(count: number): Promise<{ world: World; pks: readonly string[] }> {
  const world = await givenFailed();
  const pks = Array.from({ length: count }, (_, index) => `${PK}-${index}`);
  for (const pk of pks) {
    world.store.records.set(pk, { ...recordOf(world), pk });
  }
  return { world, pks };
}

function recoverAll(
  pks: readonly string[],
  options: RateOptions,
  deps: RecoveryDeps,
  onOutcome: (pk: string, outcome: RecoveryOutcome) => void = () => undefined,
): Promise<void> {
  return forEachAtRate(pks, options, deps.clock, async (pk) => onOutcome(pk, await recover(pk, deps)));
}

describe('forEachAtRate', () => {
  it('keeps to its rate', async () => {
    const { world, pks } = await givenManyFailed(50);
    const began = world.clock.now();
    const seen: string[] = [];
    await recoverAll(pks, { perSecond: 10 }, world.recoveryDeps(), (pk) => seen.push(pk));
    expect(world.clock.now() - began).toBe(4_900);
    expect(seen).toHaveLength(50);
  });

  it('ends at once when it is stopped, however long the wait for the next event is', async () => {
    const { world, pks } = await givenManyFailed(20);
    const stop = new AbortController();
    const began = world.clock.now();
    const options = { perSecond: 0.01, signal: stop.signal };
    await recoverAll(pks, options, world.recoveryDeps(), () => stop.abort());
    expect(world.clock.now() - began).toBeLessThan(100_000);
  });

  it('ended and begun again does only the rest', async () => {
    const { world, pks } = await givenManyFailed(20);
    const stop = new AbortController();
    let first = 0;
    const onFirst = () => {
      first += 1;
      if (first === 7) {
        stop.abort();
      }
    };
    await recoverAll(pks, { perSecond: 100, signal: stop.signal }, world.recoveryDeps(), onFirst);
    const second: string[] = [];
    const onSecond = (_: string, { outcome }: { outcome: string }) => second.push(outcome);
    await recoverAll(pks, { perSecond: 100 }, world.recoveryDeps(), onSecond);
    expect(first).toBeLessThan(20);
    expect(second.filter((outcome) => outcome === 'done')).toHaveLength(20 - first);
    expect(pks.map((pk) => world.queue.live(pk))).toEqual(Array(20).fill(1));
  });

  it('ends at the first error, with what is left as it was', async () => {
    const { world, pks } = await givenManyFailed(30);
    let writes = 0;
    const store = overriding(world.ports.store, {
      update: (write) => {
        writes += 1;
        return writes > 5 ? Promise.reject(new Error('ExpiredToken')) : world.ports.store.update(write);
      },
    });
    const run = recoverAll(pks, { perSecond: 1000 }, world.recoveryDeps({ ...world.ports, store }));
    await expect(run).rejects.toThrow('ExpiredToken');
    expect(pks.filter((pk) => recordOf(world, pk).status === 'FAILED')).toHaveLength(25);
    expect(writes).toBeLessThan(30);
  });
});
