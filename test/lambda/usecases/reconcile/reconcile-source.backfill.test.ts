import type { Provider } from '../../../../lambda/domain/provider/provider';
import type { ReconcileOptions } from '../../../../lambda/usecases/reconcile/reconcile-deps';
import { reconcileSource } from '../../../../lambda/usecases/reconcile/reconcile-source';
import type { Source } from '../../../../lambda/usecases/source';
import type { World } from '../../../simulated/world';
import { SOURCE_ID } from '../../../simulated/world';
import {
  captured,
  DAY,
  finished,
  givenList,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';

function runChanged(world: World, change: Partial<Source>, options: Partial<ReconcileOptions> = {}) {
  const bounds = { deadline: Number.POSITIVE_INFINITY, ...options };
  return reconcileSource({ ...world.source, ...change }, bounds, world.reconcileDeps());
}

describe('a backfill', () => {
  const SINCE = { since: 0 };

  it('reaches behind the first run, and finds results whose records are gone', async () => {
    const world = await reconciledWorld();
    givenList(
      world,
      ['in-s3', 'lost'].map((id) => finished(world, id, 300 * DAY)),
    );
    const stored = { listSegments: async () => new Set(['in-s3']) };
    const report = await run(world, SINCE, { ...world.reconcileDeps(), stored });
    expect(report).toMatchObject({ outcome: 'complete', totals: { listed: 2, matched: 1, missing: 1 } });
    expect(captured(world)).toEqual(['lost']);
  });

  it('says nothing of old failures, which leave no result behind', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'old', 300 * DAY, { state: 'failed' })]);
    const stored = { listSegments: async () => new Set<string>() };
    const report = await run(world, SINCE, { ...world.reconcileDeps(), stored });
    expect(report.totals).toMatchObject({ listed: 0, missing: 0 });
  });

  it('leaves what may have expired alone when nobody can look at the results', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'old', 300 * DAY)]);
    expect((await run(world, SINCE)).totals).toMatchObject({ listed: 0, missing: 0 });
  });

  it('keeps a place of its own, resumes it, and tells of its progress', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b'].map((id) => [finished(world, id, 15 * DAY)]));
    const seen: number[] = [];
    const onProgress = ({ listed }: { listed: number }) => void seen.push(listed);
    expect(await run(world, { ...SINCE, maxPages: 1, onProgress })).toMatchObject({ outcome: 'paused' });
    expect([...world.states.states.keys()]).toEqual([
      `~reconcile#neutral#${SOURCE_ID}`,
      `~backfill#neutral#${SOURCE_ID}`,
    ]);
    expect(await run(world, { ...SINCE, onProgress })).toMatchObject({
      outcome: 'complete',
      totals: { missing: 2 },
    });
    expect(seen).toEqual([1, 2]);
  });

  it('is gone on with by one that reaches no further back, and started again by one that does', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id, 15 * DAY)]));
    const since = world.clock.now() - 20 * DAY;
    await run(world, { since, maxPages: 1 });
    expect((await run(world, { since: since + 60_000, maxPages: 1 })).totals.pages).toBe(2);
    expect((await run(world, { since: since - 1, maxPages: 1 })).totals.pages).toBe(1);
    world.clock.advance(8 * DAY);
    expect((await run(world, { since, maxPages: 1 })).totals.pages).toBe(1);
  });

  it('may be asked of a source whose schedule is switched off', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'lost', 15 * DAY)]);
    expect((await runChanged(world, { reconcile: undefined }, SINCE)).totals.missing).toBe(1);
  });
});

describe('a source that is not reconciled', () => {
  it('is off, and says what it lacks', async () => {
    const world = await reconciledWorld();
    const { reconciliation, ...provider } = world.source.provider;
    const missingOption = {
      ...provider,
      reconciliation: { ...reconciliation, missingOption: () => 'An id is missing.' },
    };
    const cases: [Partial<Source>, string][] = [
      [{ provider }, 'Neutral has no list of what it finished.'],
      [{ provider: missingOption as Provider }, 'An id is missing.'],
      [{ reconcile: undefined }, 'Reconciliation is off in the configuration.'],
    ];
    for (const [change, reason] of cases) {
      expect(await runChanged(world, change)).toMatchObject({ outcome: 'off', reason });
    }
  });
});
