import { toIso } from '../../../../lambda/domain/record/event-record';
import { respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID } from '../../../simulated/world';
import {
  finished,
  givenList,
  pagesAsked,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';
import { counts } from '../../../support/scenes/scene';

describe('a provider that does not answer', () => {
  it('is not asked again before it allows it', async () => {
    const world = await reconciledWorld();
    world.api.behaviours.set('/finished/0', () => respond(429, {}, { 'retry-after': '600' }));
    const notBefore = toIso(world.clock.now() + 600_000);
    expect(await run(world)).toMatchObject({ outcome: 'paused', notBefore });
    givenList(world, [finished(world, 'lost')]);
    world.clock.advance(599_000);
    expect(await run(world)).toMatchObject({ outcome: 'paused', notBefore });
    expect(pagesAsked(world)).toBe(1);
    world.clock.advance(1_000);
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { missing: 1 } });
    expect(counts(world).Throttled).toBe(1);
  });

  it('is asked at the pace it is given', async () => {
    const world = await reconciledWorld({ requestsPerSecond: 0.5 });
    givenList(world, ...['a', 'b', 'c'].map((id) => [finished(world, id)]));
    const began = world.clock.now();
    await run(world);
    expect(world.clock.now() - began).toBe(4_000);
  });

  it('is told apart from one that refuses our token', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'lost')]);
    world.api.token = 'another';
    expect(await run(world)).toMatchObject({ outcome: 'paused' });
    expect(counts(world).CredentialsRejected).toBe(1);
    world.secrets.tokens.set(SOURCE_ID, 'another');
    expect(await run(world)).toMatchObject({ outcome: 'complete', totals: { missing: 1 } });
  });

  it('is an error when it gives not one page, and a pause when it gave some', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'a')], [finished(world, 'b')]);
    world.api.behaviours.set('/finished/1', () => respond(503, {}));
    expect(await run(world)).toMatchObject({ outcome: 'paused', totals: { missing: 1 } });
    await expect(run(world)).rejects.toMatchObject({ name: 'ProviderError', kind: 'transient' });
  });

  it('is not asked with a placeholder for a token', async () => {
    const world = await reconciledWorld();
    world.secrets.tokens.delete(SOURCE_ID);
    const deps = { ...world.reconcileDeps(), tokens: { apiToken: async () => ({ set: false }) as const } };
    const report = await run(world, {}, deps);
    expect(report).toMatchObject({ outcome: 'off', reason: expect.stringContaining('placeholder') });
    expect(pagesAsked(world)).toBe(0);
    expect(counts(world)).toEqual({});
  });
});
