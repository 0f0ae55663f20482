import type { Provider } from '../../../lambda/domain/provider/provider';
import { WebhookReceiver } from '../../../lambda/usecases/receive/receive-webhook';
import { reconcileSource } from '../../../lambda/usecases/reconcile/reconcile-source';
import type { Sources } from '../../../lambda/usecases/source';
import { neutralProvider } from '../../simulated/neutral/neutral-provider';
import { constant } from '../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../simulated/world';
import { overriding } from '../../support/scenes/overriding';
import { DAY, finished, givenList, reconciledWorld } from '../../support/scenes/reconcile-scene';
import { planRecovery } from '../../support/scenes/replay-scene';
import {
  EVENT,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  timesAsked,
} from '../../support/scenes/scene';

/** The provider that has the source's id now. */
const OTHER: Provider = { ...neutralProvider, manifest: { ...neutralProvider.manifest, id: 'other' } };

function moved(world: World): Sources {
  return new Map([[SOURCE_ID, { ...world.source, provider: OTHER }]]);
}

describe('a source id that moved to another provider', () => {
  it('does not ask the new provider for an event of the former one', async () => {
    const world = await givenWaiting();
    const asked = timesAsked(world);
    const deps = overriding(world.processDeps(), { sources: moved(world) });
    await processVisible(world, deps);
    expect(timesAsked(world)).toBe(asked);
    expect(recordOf(world).status).not.toBe('STORED');
  });

  it.each(['STORED', 'FAILED', 'QUARANTINED'] as const)(
    'does not bring an event of the former one back: %s',
    async (status) => {
      const world = await givenProcessed();
      world.store.records.set(PK, { ...recordOf(world), status } as never);
      const deps = overriding(world.recoveryDeps(), { sources: moved(world) });
      expect(await planRecovery(PK, deps)).toMatchObject({ refusal: 'unknown_source' });
    },
  );

  it('takes an event under an id that the former one used for another event', async () => {
    const world = await givenProcessed();
    const deps = overriding(world.receiveDeps(), { sources: moved(world) });
    const body = { ...EVENT, at: 'of the new provider' };
    const answer = await new WebhookReceiver(deps).receive(world.delivery(body));
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'accepted' });
    const records = [...world.store.records.values()];
    expect(records.map(({ provider }) => provider)).toEqual(['neutral', 'other']);
    expect(records[1]).toMatchObject({ sameIdAs: PK });
  });

  it.each([
    ['scheduled run', {}],
    ['backfill', { since: 0 }],
  ])('starts a %s again, without the cursor of the former one', async (_, options) => {
    const world = await reconciledWorld();
    givenList(world, ...['a', 'b'].map((id) => [finished(world, id, 5 * DAY)]));
    const bounds = { deadline: Number.POSITIVE_INFINITY, maxPages: 1, ...options };
    expect(await reconcileSource(world.source, bounds, world.reconcileDeps())).toMatchObject({
      outcome: 'paused',
    });
    const cursors: (string | undefined)[] = [];
    const { reconciliation } = neutralProvider;
    const provider = {
      ...OTHER,
      reconciliation: {
        ...reconciliation,
        list: async ({ cursor }: { cursor?: string }) => {
          cursors.push(cursor);
          return { documents: [], unusable: [] };
        },
      },
    } as unknown as Provider;
    world.api.behaviours.set('/documents/a', constant);
    await reconcileSource({ ...world.source, provider }, bounds, world.reconcileDeps());
    expect(cursors).toEqual([undefined]);
  });
});
