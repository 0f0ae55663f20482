import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { ListedPage, Reconciliation } from '../../../../lambda/domain/provider/provider';
import { toIso } from '../../../../lambda/domain/record/event-record';
import type { ReconcileDeps, ReconcileReport } from '../../../../lambda/usecases/reconcile/reconcile-deps';
import { reconcileProvider } from '../../../../lambda/usecases/reconcile/reconcile-provider';
import type { Source } from '../../../../lambda/usecases/source';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import type { World } from '../../../simulated/world';
import { bareWorld, counts } from '../../../support/scenes/scene';

const MINUTE = 60_000;
const LAST: ListedPage = { documents: [], unusable: [] };
/** One more page follows. */
const MORE: ListedPage = { ...LAST, next: 'more' };

/** What a source's provider answers when it is asked for a page. */
type List = () => ListedPage;

describe('reconcileProvider', () => {
  let world: World;
  let asked: string[];
  let lists: Record<string, List>;
  beforeEach(() => {
    world = bareWorld();
    asked = [];
    lists = {};
  });

  const source = (id: string, everyMinutes = 60): Source => {
    const reconciliation: Reconciliation = {
      missingOption: () => undefined,
      blindSpots: [],
      list: async () => {
        asked.push(id);
        return (lists[id] ?? (() => LAST))();
      },
      body: () => Buffer.from(''),
    };
    const reconcile = { from: toIso(0), everyMinutes, horizonDays: 30, settleMinutes: 15 };
    return { id, provider: { ...neutralProvider, reconciliation }, options: {}, reconcile };
  };

  const start = (
    sources: readonly Source[],
    { minutes = 10, isScheduled = true, change = {} as Partial<ReconcileDeps> } = {},
  ): Promise<readonly ReconcileReport[]> => {
    const deadline = world.clock.now() + minutes * MINUTE;
    const tokens = { apiToken: async () => ({ set: true, value: 'token' }) as const };
    const deps = { ...world.reconcileDeps(), tokens, ...change };
    return reconcileProvider(sources, { deadline, isScheduled }, deps);
  };

  const askedFor = async (...args: Parameters<typeof start>) => {
    asked.length = 0;
    await start(...args);
    return [...asked];
  };

  it('runs each source at its own interval', async () => {
    const sources = [
      source('hourly', 60),
      source('quarterly', 15),
      { ...source('off'), reconcile: undefined },
    ];
    const runs = { hourly: 0, quarterly: 0, off: 0 };
    for (let minute = 0; minute < 240; minute += 15) {
      for (const id of await askedFor(sources)) {
        runs[id as keyof typeof runs] += 1;
      }
      world.clock.advance(15 * MINUTE);
    }
    expect(runs).toEqual({ hourly: 4, quarterly: 16, off: 0 });
  });

  it('runs every source when it is invoked by hand, and leaves the schedule as it is', async () => {
    const sources = [source('a'), source('b')];
    expect(await askedFor(sources)).toEqual(['a', 'b']);
    world.clock.advance(5 * MINUTE);
    expect(await askedFor(sources)).toEqual([]);
    expect(await askedFor(sources, { isScheduled: false })).toEqual(['a', 'b']);
    world.clock.advance(55 * MINUTE);
    expect(await askedFor(sources)).toEqual(['a', 'b']);
  });

  it('goes on with the other sources when one fails, and says at the end which', async () => {
    lists.b = () => {
      throw new ProviderError('transient', 'The provider answered 500.');
    };
    const sources = ['a', 'b', 'c'].map((id) => source(id));
    await expect(start(sources)).rejects.toThrow('1 of 3 sources failed: b.');
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('goes on with the other sources when one is throttled', async () => {
    lists.a = () => {
      throw new ProviderError('throttled', 'The provider answered 429.', { retryAfter: 3_600_000 });
    };
    expect(await start([source('a'), source('b')])).toMatchObject([
      { source: 'a', outcome: 'paused' },
      { source: 'b', outcome: 'complete' },
    ]);
  });

  it('gives a source with an endless list its part of the time, and what the others leave', async () => {
    lists.endless = () => {
      world.clock.advance(MINUTE);
      return MORE;
    };
    const pages = await askedFor([source('endless'), source('b'), source('c')], { minutes: 9 });
    expect(pages.indexOf('b')).toBe(3);
    expect(pages.filter((id) => id === 'endless')).toHaveLength(9);
    expect(pages.filter((id) => id !== 'endless')).toEqual(['b', 'c']);
  });

  it('begins with the sources that had no turn, at the next start', async () => {
    const slow = () => {
      world.clock.advance(4 * MINUTE);
      return LAST;
    };
    const ids = ['a', 'b', 'c'];
    lists = Object.fromEntries(ids.map((id) => [id, slow]));
    const sources = ids.map((id) => source(id));
    expect(await askedFor(sources, { minutes: 8 })).toEqual(['a', 'b']);
    expect(await askedFor(sources, { minutes: 8 })).toEqual(['c']);
  });

  it('leaves a source to another start of the reconciler that was faster', async () => {
    const { states } = world.reconcileDeps();
    await start([source('a')]);
    world.clock.advance(60 * MINUTE);
    const save: ReconcileDeps['states']['save'] = async () => false;
    const change = { states: { load: states.load.bind(states), save } };
    expect(await askedFor([source('a')], { change })).toEqual([]);
  });

  describe('tells of a source that stays behind', () => {
    const down = () => {
      throw new ProviderError('transient', 'The provider answered 500.');
    };
    const startAll = async (sources: readonly Source[]) => {
      await start(sources).catch(() => {});
      world.clock.advance(60 * MINUTE);
      return world.telemetry.measured('ReconciliationOverdue').length;
    };

    it('by a metric once two runs in a row brought no page, and only then', async () => {
      const sources = [source('a'), source('b')];
      expect(await startAll(sources)).toBe(0);
      lists.b = down;
      expect(await startAll(sources)).toBe(0);
      expect(await startAll(sources)).toBe(1);
      expect(await startAll(sources)).toBe(2);
      lists.b = () => LAST;
      expect(await startAll(sources)).toBe(2);
    });

    it('not of one whose API token is still the placeholder', async () => {
      const tokens = { apiToken: async () => ({ set: false }) as const };
      for (let run = 0; run < 5; run += 1) {
        expect(await start([source('a')], { change: { tokens } })).toMatchObject([{ outcome: 'off' }]);
        world.clock.advance(60 * MINUTE);
      }
      expect(counts(world)).toEqual({});
    });
  });
});
