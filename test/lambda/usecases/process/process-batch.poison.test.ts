import { MAX_CRASHES } from '../../../../lambda/domain/lifecycle/policy';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { BatchProcessor } from '../../../../lambda/usecases/process/process-batch';
import { sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { constant } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { EVENT, newWorld, recordOf } from '../../../support/scenes/scene';

const POISON = 1;
const NAMES = [POISON, 2, 3];
const toPk = (index: number) => eventKey(SOURCE_ID, `evt-${index}`);

async function givenBatch(): Promise<World> {
  const world = newWorld();
  for (const index of NAMES) {
    const document = `doc-${index}`;
    world.api.behaviours.set(`/documents/${document}`, constant);
    await world.receiver().receive(world.delivery({ ...EVENT, id: `evt-${index}`, document }));
  }
  return world;
}

/** An invocation that dies while it asks for one of these documents: those calls never come back, and neither does it. */
async function invocationThatDies(world: World, documents: readonly number[]): Promise<void> {
  const http = overriding(world.ports.http, {
    get: (request) =>
      documents.some((index) => request.url.includes(`doc-${index}`))
        ? new Promise<never>(() => undefined)
        : world.api.get(request),
  });
  const deps = { ...world.processDeps({ ...world.ports, http }), inBatchConcurrency: NAMES.length };
  const messages = world.queue.receive(world.provider, { max: 10 });
  void new BatchProcessor(deps).process(messages, Number.POSITIVE_INFINITY);
  await new Promise((resolve) => setImmediate(resolve));
  world.clock.advance(world.policy.leaseSeconds * 1000 + 1);
  world.clock.advanceTo(world.queue.nextVisibleAt() ?? 0);
}

function countCrashes(world: World): readonly (number | undefined)[] {
  return NAMES.map((index) => recordOf(world, toPk(index)).crashes);
}

describe('an event that kills its process', () => {
  it('takes other events along once, and never again: possible poison messages are processed one at a time', async () => {
    const world = await givenBatch();
    await invocationThatDies(world, NAMES);
    expect(countCrashes(world)).toEqual([undefined, undefined, undefined]);

    // The poison message comes first, alone: no other event is leased with it.
    await invocationThatDies(world, [POISON]);
    expect(countCrashes(world)).toEqual([1, undefined, undefined]);

    // Now it has the most crashes, and the others are done before it crashes the process again.
    await invocationThatDies(world, [POISON]);
    expect(NAMES.map((index) => recordOf(world, toPk(index)).status)).toEqual([
      'PROCESSING',
      'STORED',
      'STORED',
    ]);
  });

  it('is FAILED by the sweeper once its message is a dead letter, alone', async () => {
    const world = await givenBatch();
    await invocationThatDies(world, NAMES);
    for (let death = 1; death < MAX_CRASHES; death += 1) {
      await invocationThatDies(world, [POISON]);
    }
    world.clock.advance(4 * 3_600_000);
    await sweep(world.sweepDeps(), { deadline: Number.POSITIVE_INFINITY });
    expect(recordOf(world, toPk(POISON))).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'processor_crashed' },
    });
    expect(recordOf(world, toPk(2)).status).toBe('STORED');
    expect(recordOf(world, toPk(3)).status).toBe('STORED');
  });
});
