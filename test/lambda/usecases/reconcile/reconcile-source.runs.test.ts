import type { ListedDocument } from '../../../../lambda/domain/provider/provider';
import { respond } from '../../../simulated/provider-stand-in';
import {
  captured,
  finished,
  givenList,
  givenPage,
  HOUR,
  pagesAsked,
  received,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';
import { counts } from '../../../support/scenes/scene';

describe('a pass in several runs', () => {
  it('counts a document once that two pages hold', async () => {
    const world = await reconciledWorld();
    const [one, two, three] = ['one', 'two', 'three'].map((id) => finished(world, id)) as [
      ListedDocument,
      ListedDocument,
      ListedDocument,
    ];
    givenList(world, [one, two], [two, three]);
    expect((await run(world)).totals).toEqual({
      pages: 2,
      listed: 3,
      matched: 0,
      missing: 3,
      unrecoverable: 0,
    });
  });

  it('stops at its bounds, and the next run goes on', async () => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id)]));
    expect(await run(world, { maxPages: 1 })).toMatchObject({ outcome: 'paused', totals: { missing: 1 } });
    expect(await run(world, { maxCaptures: 1 })).toMatchObject({ outcome: 'paused', totals: { missing: 2 } });
    expect(await run(world, { deadline: world.clock.now() })).toMatchObject({
      outcome: 'paused',
      totals: { missing: 2 },
    });
    expect(await run(world)).toMatchObject({
      outcome: 'complete',
      totals: { pages: 3, listed: 3, missing: 3 },
    });
    expect(pagesAsked(world)).toBe(3);
  });

  it('comes to the same totals when it is killed in the middle of a page', async () => {
    const world = await reconciledWorld();
    const ids = Array.from({ length: 30 }, (_, at) => `doc-${at}`);
    const documents = ids.map((id) => finished(world, id));
    await received(world, 'doc-3');
    givenList(world, documents.slice(0, 10), documents.slice(8, 20), documents.slice(18));
    const deps = world.reconcileDeps();
    let creates = 0;
    const create: typeof world.store.create = async (record) => {
      creates += 1;
      if (creates > 14) {
        throw new Error('killed');
      }
      return world.store.create(record);
    };
    await expect(run(world, {}, { ...deps, store: { create } })).rejects.toThrow('killed');
    expect(captured(world)).toHaveLength(14);
    world.clock.advance(HOUR);
    const report = await run(world);
    expect(report).toMatchObject({
      outcome: 'complete',
      totals: { pages: 3, listed: 30, matched: 1, missing: 29, unrecoverable: 0 },
    });
    expect(captured(world)).toHaveLength(29);
    expect(counts(world).ReconciliationGap).toBe(29);
  });

  it('lets one of two runs at once stop, and captures nothing twice', async () => {
    const world = await reconciledWorld();
    givenList(
      world,
      ['a', 'b'].map((id) => finished(world, id)),
      [finished(world, 'c')],
    );
    const reports = await Promise.all([run(world), run(world)]);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['busy', 'complete']);
    expect(captured(world).sort()).toEqual(['a', 'b', 'c']);
    expect(reports.find(({ outcome }) => outcome === 'complete')?.totals.missing).toBe(3);
    expect(reports.find(({ outcome }) => outcome === 'busy')?.reason).toContain('Another run');
  });

  it('starts again when the provider rejects its cursor', async () => {
    const world = await reconciledWorld();
    givenPage(world, 0, { documents: [finished(world, 'a')], unusable: [], next: 'lost' });
    world.api.behaviours.set('/finished/lost', () => respond(400, {}));
    await run(world, { maxPages: 1 });
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { pages: 2, listed: 2 } });
  });

  it('is an error at every run when the provider refuses the place it gave a moment ago', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], []);
    world.api.behaviours.set('/finished/1', () => respond(400, {}));
    for (let runs = 0; runs < 3; runs += 1) {
      await expect(run(world)).rejects.toMatchObject({ name: 'ProviderError', kind: 'permanent' });
    }
  });
});

describe('a dry run', () => {
  it('says what it would capture, and changes nothing', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    const before = new Map(world.states.states);
    expect(await run(world, { dryRun: true })).toMatchObject({ outcome: 'complete', totals: { missing: 2 } });
    expect(captured(world)).toEqual([]);
    expect(world.states.states).toEqual(before);
    expect(counts(world)).toEqual({});
  });
});
