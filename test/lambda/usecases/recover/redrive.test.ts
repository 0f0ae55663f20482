import type { DeadLetterQueue } from '../../../../lambda/usecases/ports';
import {
  planDeadLetters,
  redriveDeadLetters,
  redriveEvent,
} from '../../../../lambda/usecases/recover/redrive';
import { constant, firstCalls, refusing, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/overriding';
import { counts, givenProcessed, PK, processVisible, recordOf, timesAsked } from '../../../support/scene';

/** An event the provider refused with 400 at first, and would now answer. */
async function givenFailed(): Promise<World> {
  const world = await givenProcessed(firstCalls(1, () => respond(400, {}), constant));
  expect(recordOf(world).status).toBe('FAILED');
  return world;
}

/** Dead letters as a queue gives them: each once per look. */
function lettersOf(bodies: readonly string[]) {
  const left = bodies.map((body, index) => ({ body, receipt: `r${index}` }));
  const deleted: string[] = [];
  const letters: DeadLetterQueue = {
    receive: async (max = 10) => left.splice(0, Math.min(max, 2)),
    delete: async ({ receipt }) => void deleted.push(receipt),
    release: async () => undefined,
  };
  return { letters, deleted };
}

const message = (pk: string) => JSON.stringify({ v: 1, pk });

describe('redriving an event', () => {
  it('brings a FAILED one back with one message, and it is stored', async () => {
    const world = await givenFailed();
    expect(await redriveEvent(PK, world.redriveDeps())).toBe('redriven');
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', attempts: 0, generation: 1 });
    expect(world.queue.live(PK)).toBe(1);
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
    expect(timesAsked(world)).toBe(2);
  });

  it('twice brings it back once', async () => {
    const world = await givenFailed();
    const both = await Promise.all([
      redriveEvent(PK, world.redriveDeps()),
      redriveEvent(PK, world.redriveDeps()),
    ]);
    expect(both.sort()).toEqual(['not_failed', 'redriven']);
    expect(world.queue.live(PK)).toBe(1);
  });

  it('begins the retry window anew', async () => {
    const world = await givenFailed();
    world.clock.advance(7_200_000);
    await redriveEvent(PK, world.redriveDeps());
    world.api.behaviours.set('/documents/doc-1', refusing(500, Number.POSITIVE_INFINITY, { next: constant }));
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', attempts: 1 });
  });

  it('leaves an event that is not FAILED alone', async () => {
    const world = await givenProcessed();
    const before = recordOf(world);
    expect(await redriveEvent(PK, world.redriveDeps())).toBe('not_failed');
    expect(recordOf(world)).toEqual(before);
  });

  it('says when there is no such event', async () => {
    const world = await givenProcessed();
    expect(await redriveEvent('inbox#nobody', world.redriveDeps())).toBe('unknown_event');
  });

  it('whose source is not configured any more is refused, and stays FAILED until the source is back', async () => {
    const world = await givenFailed();
    const deps = { ...world.redriveDeps(), sources: new Map() };
    expect(await redriveEvent(PK, deps)).toBe('unknown_source');
    expect(recordOf(world).status).toBe('FAILED');
    expect(await redriveEvent(PK, world.redriveDeps())).toBe('redriven');
  });

  it('whose message cannot be sent is left to the sweeper', async () => {
    const world = await givenFailed();
    const queue = overriding(world.ports.queue, { send: unavailable });
    expect(await redriveEvent(PK, world.redriveDeps({ ...world.ports, queue }))).toBe('redriven');
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', workShard: 'work#0' });
    expect(counts(world)).toMatchObject({ DeferredToSweeper: 1 });
  });
});

describe('redriving dead letters', () => {
  it('brings each event back once and deletes every letter that named one', async () => {
    const world = await givenFailed();
    const { letters, deleted } = lettersOf([message(PK), message(PK), message('inbox#nobody')]);
    expect(await redriveDeadLetters(letters, world.redriveDeps(), { limit: 10 })).toEqual([
      { pk: PK, outcome: 'redriven' },
      { pk: PK, outcome: 'not_failed' },
      { pk: 'inbox#nobody', outcome: 'unknown_event' },
    ]);
    expect(deleted).toEqual(['r0', 'r1', 'r2']);
    expect(world.queue.live(PK)).toBe(1);
  });

  it('keeps an invalid letter for a person to look at', async () => {
    const world = await givenFailed();
    const { letters, deleted } = lettersOf(['hello', message(PK)]);
    expect(await redriveDeadLetters(letters, world.redriveDeps(), { limit: 10 })).toEqual([
      { pk: '', outcome: 'invalid' },
      { pk: PK, outcome: 'redriven' },
    ]);
    expect(deleted).toEqual(['r1']);
  });

  it('keeps the letter of a source that is not configured any more, and plans the same', async () => {
    const world = await givenFailed();
    const deps = { ...world.redriveDeps(), sources: new Map() };
    const expected = [{ pk: PK, outcome: 'unknown_source' }];
    const planned = lettersOf([message(PK)]);
    expect(await planDeadLetters(planned.letters, deps, { limit: 10 })).toEqual(expected);
    const { letters, deleted } = lettersOf([message(PK)]);
    expect(await redriveDeadLetters(letters, deps, { limit: 10 })).toEqual(expected);
    expect(deleted).toEqual([]);
  });

  it('keeps the reason in every record', async () => {
    const world = await givenFailed();
    const { letters } = lettersOf([message(PK)]);
    await redriveDeadLetters(letters, world.redriveDeps(), { limit: 10, reason: 'fixed in 1.2' });
    expect(recordOf(world).replayReason).toBe('fixed in 1.2');
  });

  it('reports an invalid letter once, however often it comes back', async () => {
    const world = await givenFailed();
    const letter = { body: 'hello', receipt: 'r', id: 'm1' };
    const letters: DeadLetterQueue = {
      receive: async () => [letter],
      delete: async () => {},
      release: async () => {},
    };
    expect(await redriveDeadLetters(letters, world.redriveDeps(), { limit: 10 })).toHaveLength(1);
  });

  it('ends between two letters when it is told to', async () => {
    const world = await givenFailed();
    const { letters, deleted } = lettersOf([message(PK), message('inbox#2'), message('inbox#3')]);
    const stop = new AbortController();
    const onReport = () => stop.abort();
    await redriveDeadLetters(letters, world.redriveDeps(), { limit: 10, signal: stop.signal, onReport });
    expect(deleted).toEqual(['r0']);
  });

  it('keeps the letter when the event could not be brought back', async () => {
    const world = await givenFailed();
    const store = overriding(world.ports.store, { update: unavailable });
    const { letters, deleted } = lettersOf([message(PK)]);
    const deps = world.redriveDeps({ ...world.ports, store });
    await expect(redriveDeadLetters(letters, deps, { limit: 10 })).rejects.toThrow('ServiceUnavailable');
    expect(deleted).toEqual([]);
  });

  it('reads no more once its limit is reached', async () => {
    const world = await givenFailed();
    const { letters, deleted } = lettersOf([1, 2, 3, 4, 5, 6].map((index) => message(`inbox#${index}`)));
    expect(await redriveDeadLetters(letters, world.redriveDeps(), { limit: 3 })).toHaveLength(3);
    expect(deleted).toHaveLength(3);
  });
});
