import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import { respond } from '../../../simulated/provider-stand-in';
import { planRecovery, recover } from '../../../support/scenes/replay-scene';
import { givenProcessed, givenWaiting, PK, recordOf, setRecord } from '../../../support/scenes/scene';

const givenFailed = () => givenProcessed(() => respond(400, {}));

describe('planRecovery', () => {
  it.each<[EventStatus, object]>([
    ['FAILED', { action: 'redrive', generation: 1 }],
    ['STORED', { action: 'refetch', generation: 2 }],
    ['EXTRACTION_FAILED', { action: 'refetch', generation: 2 }],
    ['RECEIVED', { refusal: 'not_final' }],
    ['PROCESSING', { refusal: 'not_final' }],
  ])('plans by the state of the event: %s', async (status, plan) => {
    const world = await givenWaiting();
    const before = setRecord(world, { status });
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject(plan);
    expect(recordOf(world)).toEqual(before);
  });

  it('plans what is then done', async () => {
    for (const world of [await givenFailed(), await givenProcessed()]) {
      const plan = await planRecovery(PK, world.recoveryDeps());
      const done = await recover(PK, world.recoveryDeps(), 'because');
      expect(done).toEqual({ outcome: 'done', pk: PK });
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replayReason: 'because' });
      expect('generation' in plan && plan.generation).toBe(recordOf(world).generation);
    }
  });

  it.each([
    ['FAILED', givenFailed],
    ['STORED', () => givenProcessed()],
  ])('refuses a %s event whose source left the configuration: it could only fail again', async (_, given) => {
    const world = await given();
    const deps = { ...world.recoveryDeps(), sources: new Map() };
    expect(await planRecovery(PK, deps)).toMatchObject({ refusal: 'unknown_source' });
  });

  it('refuses an event that does not exist', async () => {
    const world = await givenProcessed();
    expect(await planRecovery('inbox#nobody', world.recoveryDeps())).toEqual({
      refusal: 'unknown_event',
    });
  });
});
