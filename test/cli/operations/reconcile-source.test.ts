import { reconcileToTheEnd } from '../../../cli/operations/reconcile-source';
import type { ListedDocument } from '../../../lambda/domain/provider/provider';
import { respond } from '../../simulated/provider-stand-in';
import type { World } from '../../simulated/world';
import {
  finished,
  givenList,
  givenPage,
  pagesAsked,
  reconciledWorld,
} from '../../support/scenes/reconcile-scene';

const PAGES = 45;

function toTheEnd(world: World, signal = new AbortController().signal) {
  return reconcileToTheEnd(world.source, { dryRun: false, signal }, world.reconcileDeps());
}

function givenPages(
  world: World,
  pages = PAGES,
  documentsOf = (at: number): ListedDocument[] => [finished(world, `d${at}`)],
): void {
  givenList(world, ...Array.from({ length: pages }, (_, at) => documentsOf(at)));
}

/** Ctrl-C while this page of the list is asked for. */
function stoppedAfter(world: World, page: number): AbortSignal {
  const stop = new AbortController();
  const behaviour = world.api.behaviours.get(`/finished/${page - 1}`);
  world.api.behaviours.set(`/finished/${page - 1}`, (...call) => {
    stop.abort();
    return behaviour?.(...call) ?? respond(500, {});
  });
  return stop.signal;
}

function dryRun(world: World, signal = new AbortController().signal) {
  return reconcileToTheEnd(world.source, { dryRun: true, signal }, world.reconcileDeps());
}

describe('a dry run', () => {
  it('stops before the next page when asked to, and says how far it came', async () => {
    const world = await reconciledWorld();
    givenPages(world);
    const report = await dryRun(world, stoppedAfter(world, 2));
    expect(report).toMatchObject({ outcome: 'paused', totals: { pages: 2, missing: 2 } });
    expect(report.reason).toBe('Stopped after 2 pages; a dry run saves no checkpoint.');
    expect(pagesAsked(world)).toBe(2);
  });

  it('is bounded like a run of the reconciler function', async () => {
    const world = await reconciledWorld();
    givenPages(world, 210, () => []);
    const report = await dryRun(world);
    expect(report).toMatchObject({ outcome: 'paused', totals: { pages: 200 } });
    expect(report.reason).toContain('the maximum of one run');
    expect(pagesAsked(world)).toBe(200);
  });
});

describe('reconciling by hand', () => {
  it('goes on over as many steps as the list needs', async () => {
    const world = await reconciledWorld();
    givenPages(world);
    expect(await toTheEnd(world)).toMatchObject({ outcome: 'complete', totals: { pages: PAGES } });
  });

  it('ends at a saved checkpoint when asked to, and goes on from there', async () => {
    const world = await reconciledWorld();
    givenPages(world);
    const report = await toTheEnd(world, stoppedAfter(world, 3));
    expect(report).toMatchObject({ outcome: 'paused', totals: { pages: 3 } });
    expect(report.reason).toBe('Stopped after 3 pages; the next run continues.');
    expect(await toTheEnd(world)).toMatchObject({ outcome: 'complete', totals: { pages: PAGES } });
    expect(pagesAsked(world)).toBe(PAGES);
  });

  it('does not ask for ever with a token that is refused', async () => {
    const world = await reconciledWorld();
    givenPages(world);
    world.api.token = 'another';
    const deps = world.reconcileDeps();
    const apiToken = jest.spyOn(deps.tokens, 'apiToken');
    const controller = new AbortController();
    deps.telemetry.count = () => void (apiToken.mock.calls.length > 20 && controller.abort());
    const report = await reconcileToTheEnd(world.source, { dryRun: false, signal: controller.signal }, deps);
    expect(report).toMatchObject({ outcome: 'paused', totals: { pages: 0 } });
    expect(controller.signal.aborted).toBe(false);
  });

  it('does not ask again while the provider wants a pause', async () => {
    const world = await reconciledWorld();
    givenPage(world, 0, { documents: [], unusable: [], next: '1' });
    world.api.behaviours.set('/finished/1', () => respond(429, {}, { 'retry-after': '600' }));
    expect(await toTheEnd(world)).toMatchObject({ outcome: 'paused', notBefore: expect.any(String) });
    expect(pagesAsked(world)).toBe(2);
  });
});
