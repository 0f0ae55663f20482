import { eventKey } from '../../../../lambda/domain/record/keys';
import { type BatchDeps, BatchProcessor } from '../../../../lambda/usecases/process/process-batch';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant, respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { HOSTILE_IDS } from '../../../support/hostile/hostile';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { counts, EVENT, newWorld, PK, processVisible, recordOf } from '../../../support/scenes/scene';

const toPk = (index: number) => eventKey(SOURCE_ID, `evt-${index}`);

/** Events evt-1 … evt-n, each with a document of its own, waiting. */
async function givenBatch(size: number): Promise<World> {
  const world = newWorld();
  for (let index = 1; index <= size; index += 1) {
    const document = `doc-${index}`;
    world.api.behaviours.set(`/documents/${document}`, constant);
    await world.receiver().receive(world.delivery({ ...EVENT, id: `evt-${index}`, document }));
  }
  return world;
}

/** Dependencies in which our own code breaks on one document. */
function breakingOn(world: World, document: string) {
  const fetchResult: typeof neutralProvider.fetchResult = (request) => {
    if (request.event.documentId === document) {
      throw new TypeError('secret of a bug');
    }
    return neutralProvider.fetchResult(request);
  };
  const source = { ...world.source, provider: { ...neutralProvider, fetchResult } };
  return { ...world.processDeps(), sources: new Map([[SOURCE_ID, source]]) };
}

describe('a batch with an event that breaks our code', () => {
  it('reports that message alone, and the other events are stored', async () => {
    const world = await givenBatch(4);
    const failed = await processVisible(world, breakingOn(world, 'doc-2'));
    expect(failed).toEqual(['m2']);
    expect([1, 3, 4].map((index) => recordOf(world, toPk(index)).status)).toEqual([
      'STORED',
      'STORED',
      'STORED',
    ]);
  });

  it('shows the crash in the record, without the bug’s own words', async () => {
    const world = await givenBatch(2);
    await processVisible(world, breakingOn(world, 'doc-2'));
    expect(recordOf(world, toPk(2))).toMatchObject({
      status: 'RECEIVED',
      crashes: 1,
      attempts: 0,
      lastError: { kind: 'processor_crashed', message: expect.stringContaining('TypeError') },
    });
    expect(JSON.stringify([...world.store.records.values(), world.telemetry.lines])).not.toContain('secret');
    expect(counts(world)).toMatchObject({ ProcessingCrashed: 1, Stored: 1 });
  });

  it('ends FAILED after five crashes, and its message in the dead-letter queue', async () => {
    const world = await givenBatch(1);
    for (let receive = 0; receive < 6; receive += 1) {
      await processVisible(world, breakingOn(world, 'doc-1'));
      world.clock.advance(world.queueLimits.visibilitySeconds * 1000);
    }
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'processor_crashed' } });
    expect(world.queue.deadLetters.map(({ pk }) => pk)).toEqual([PK]);
    expect(counts(world)).toMatchObject({ ProcessingCrashed: 5, Failed: 1 });
  });
});

describe('a message that is none of ours', () => {
  it.each(['hello', '{}', '{"v":2,"pk":"inbox#evt-1"}', '['.repeat(100_000)])(
    '%.30s is left to the queue, the others done',
    async (body) => {
      const world = await givenBatch(2);
      world.queue.sendRaw('neutral', body);
      expect(await processVisible(world)).toEqual(['m3']);
      expect(recordOf(world, toPk(1)).status).toBe('STORED');
      expect(recordOf(world, toPk(2)).status).toBe('STORED');
    },
  );
});

describe('while DynamoDB cannot be reached', () => {
  const withoutStore = (world: World) => ({
    ...world.ports,
    store: overriding(world.ports.store, { update: unavailable }),
  });

  it('a message is replaced by a fresh one past any lease, and none is reported', async () => {
    const world = await givenBatch(2);
    expect(await processVisible(world, world.processDeps(withoutStore(world)))).toEqual([]);
    expect(world.queue.live()).toBe(2);
    const lease = (world.policy.leaseSeconds + 1) * 1000;
    expect(world.queue.nextVisibleAt()).toBe(world.clock.now() + lease);
    expect(counts(world)).not.toHaveProperty('ProcessingCrashed');
  });

  it('and SQS neither, the messages are reported', async () => {
    const world = await givenBatch(2);
    const queue = overriding(world.ports.queue, { send: unavailable });
    const deps = world.processDeps({ ...withoutStore(world), queue });
    expect((await processVisible(world, deps)).sort()).toEqual(['m1', 'm2']);
  });

  it('an event whose outcome could not be recorded is finished by the fresh message', async () => {
    const world = await givenBatch(1);
    let updates = 0;
    const store = overriding(world.ports.store, {
      update: async (write) => {
        updates += 1;
        return updates === 2 ? unavailable() : world.store.update(write);
      },
    });
    expect(await processVisible(world, world.processDeps({ ...world.ports, store }))).toEqual([]);
    world.clock.advance(world.policy.leaseSeconds * 1000 + 1_000);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    const versions = [...world.bucket.versions.values()].flat();
    expect(versions).toHaveLength(1);
  });

  it('a lease whose answer was lost is taken over by the fresh message', async () => {
    const world = await givenBatch(1);
    const store = overriding(world.ports.store, {
      update: async (write) => {
        await world.store.update(write);
        throw new Error('TimeoutError');
      },
    });
    expect(await processVisible(world, world.processDeps({ ...world.ports, store }))).toEqual([]);
    expect(recordOf(world).status).toBe('PROCESSING');
    world.clock.advance(world.policy.leaseSeconds * 1000 + 1_000);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });
});

describe('events with hostile ids', () => {
  it('are each stored under a key of their own', async () => {
    const world = newWorld();
    for (const id of HOSTILE_IDS) {
      await world.receiver().receive(world.delivery({ ...EVENT, id }));
    }
    while (world.queue.live() > 0) {
      expect(await processVisible(world)).toEqual([]);
    }
    const records = HOSTILE_IDS.map((id) => recordOf(world, eventKey(SOURCE_ID, id)));
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(['STORED']));
    expect(new Set(records.map(({ resultKey }) => resultKey)).size).toBe(HOSTILE_IDS.length);
    expect([...world.bucket.versions.values()].every((versions) => versions.length === 1)).toBe(true);
  });
});

/** An event's budget, and what AWS calls at their limits may add. */
const worstCaseMs = ({ eventBudgetSeconds }: BatchDeps) =>
  eventBudgetSeconds * 1000 + Math.min(4_000, eventBudgetSeconds * 400);

describe('the time of a batch', () => {
  it('that does not suffice for another event sends its message again, unprocessed', async () => {
    const world = await givenBatch(1);
    const messages = world.queue.receive('neutral', { max: 10 });
    const deps = world.processDeps();
    const deadline = world.clock.now() + worstCaseMs(deps) - 1;
    expect(await new BatchProcessor(deps).process(messages, deadline)).toEqual([]);
    expect(recordOf(world).status).toBe('RECEIVED');
    expect(world.queue.visibleCount('neutral')).toBe(1);
  });

  it('that just suffices is used', async () => {
    const world = await givenBatch(1);
    const messages = world.queue.receive('neutral', { max: 10 });
    const deps = world.processDeps();
    const deadline = world.clock.now() + worstCaseMs(deps);
    await new BatchProcessor(deps).process(messages, deadline);
    expect(recordOf(world).status).toBe('STORED');
  });

  /** How long the provider is given, in milliseconds, when the lease takes `leaseMs`. */
  async function timeLeftAfterLease(leaseMs: number, eventBudgetSeconds: number): Promise<number[]> {
    const world = await givenBatch(1);
    const left: number[] = [];
    const http = overriding(world.ports.http, {
      get: (request) => {
        left.push(request.deadline - world.clock.now());
        return world.api.get(request);
      },
    });
    const store = overriding(world.ports.store, {
      update: (write) => {
        world.clock.advance(write.set.status === 'PROCESSING' ? leaseMs : 0);
        return world.store.update(write);
      },
    });
    const deps = world.processDeps({ ...world.ports, http, store });
    await processVisible(world, { ...deps, eventBudgetSeconds });
    return left;
  }

  it.each([
    [20, 17_000],
    [4, 3_000],
  ])('leaves a reserve of a budget of %i s for storing the result', async (budget, left) => {
    expect(await timeLeftAfterLease(0, budget)).toEqual([left]);
  });

  it('is not stretched by a slow lease: the provider is given less', async () => {
    expect(await timeLeftAfterLease(2_500, 20)).toEqual([14_500]);
  });
});

describe('the provider’s bound', () => {
  it('holds: no more events at once than it allows', async () => {
    const world = await givenBatch(6);
    let running = 0;
    let most = 0;
    const http = overriding(world.ports.http, {
      get: async (request) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return world.api.get(request);
      },
    });
    await processVisible(world, { ...world.processDeps({ ...world.ports, http }), inBatchConcurrency: 3 });
    expect(most).toBe(3);
    expect(counts(world)).toMatchObject({ Stored: 6 });
  });

  it('a 429 spares the provider the calls of the whole batch', async () => {
    const world = await givenBatch(6);
    world.api.behaviours.set('/documents/doc-1', () => respond(429, {}, { 'retry-after': '7' }));
    await processVisible(world, { ...world.processDeps(), inBatchConcurrency: 1 });
    const asked = [...world.api.asked.values()].reduce((sum, times) => sum + times, 0);
    expect(asked).toBe(1);
    const waits = [1, 2, 3, 4, 5, 6].map((index) => recordOf(world, toPk(index)).notBefore ?? 0);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(world.clock.now() + 7_000);
    expect(counts(world)).toMatchObject({ Throttled: 1, Retried: 6 });
  });
});
