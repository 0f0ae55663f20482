import type { DeadLetterQueue } from '../../../../lambda/usecases/ports';
import { DeadLetterRedriver } from '../../../../lambda/usecases/recover/dead-letters';
import type { RecoveryDeps } from '../../../../lambda/usecases/recover/recover-event';
import { constant, firstCalls, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { givenProcessed, PK, recordOf } from '../../../support/scenes/scene';

/** An event the provider refused with 400 at first, and would now answer. */
async function givenFailed(): Promise<World> {
  const world = await givenProcessed(firstCalls(1, () => respond(400, {}), constant));
  expect(recordOf(world).status).toBe('FAILED');
  return world;
}

/** Dead letters as a queue gives them: each once per look. */
function createQueue(bodies: readonly string[]) {
  const left = bodies.map((body, index) => ({ body, receipt: `r${index}` }));
  const deleted: string[] = [];
  const queue: DeadLetterQueue = {
    receive: async (max = 10) => left.splice(0, Math.min(max, 2)),
    delete: async ({ receipt }) => void deleted.push(receipt),
    release: async () => undefined,
  };
  return { queue, deleted };
}

const redriver = (deps: RecoveryDeps) => new DeadLetterRedriver(deps);
const message = (pk: string) => JSON.stringify({ v: 1, pk });

describe('redriveDeadLetters', () => {
  it('redrives each event once and deletes every message that named one', async () => {
    const world = await givenFailed();
    const { queue, deleted } = createQueue([message(PK), message(PK), message('inbox#nobody')]);
    expect(await redriver(world.recoveryDeps()).redriveDeadLetters(queue, { limit: 10 })).toEqual([
      { pk: PK, outcome: 'redriven' },
      { pk: PK, outcome: 'not_failed' },
      { pk: 'inbox#nobody', outcome: 'unknown_event' },
    ]);
    expect(deleted).toEqual(['r0', 'r1', 'r2']);
    expect(world.queue.live(PK)).toBe(1);
  });

  it('keeps an invalid message for a person to look at', async () => {
    const world = await givenFailed();
    const { queue, deleted } = createQueue(['hello', message(PK)]);
    expect(await redriver(world.recoveryDeps()).redriveDeadLetters(queue, { limit: 10 })).toEqual([
      { pk: '', outcome: 'invalid' },
      { pk: PK, outcome: 'redriven' },
    ]);
    expect(deleted).toEqual(['r1']);
  });

  it('keeps the message of a source that is not configured any more, and plans the same', async () => {
    const world = await givenFailed();
    const deps = { ...world.recoveryDeps(), sources: new Map() };
    const expected = [{ pk: PK, outcome: 'unknown_source' }];
    const planned = createQueue([message(PK)]);
    expect(await redriver(deps).redriveDeadLetters(planned.queue, { limit: 10, dryRun: true })).toEqual(
      expected,
    );
    const { queue, deleted } = createQueue([message(PK)]);
    expect(await redriver(deps).redriveDeadLetters(queue, { limit: 10 })).toEqual(expected);
    expect(deleted).toEqual([]);
  });

  it('keeps the reason in every record', async () => {
    const world = await givenFailed();
    const { queue } = createQueue([message(PK)]);
    await redriver(world.recoveryDeps()).redriveDeadLetters(queue, { limit: 10, reason: 'fixed in 1.2' });
    expect(recordOf(world).replayReason).toBe('fixed in 1.2');
  });

  it('reports an invalid message once, however often it comes back', async () => {
    const world = await givenFailed();
    const invalid = { body: 'hello', receipt: 'r', id: 'm1' };
    const queue: DeadLetterQueue = {
      receive: async () => [invalid],
      delete: async () => {},
      release: async () => {},
    };
    expect(await redriver(world.recoveryDeps()).redriveDeadLetters(queue, { limit: 10 })).toHaveLength(1);
  });

  it('ends between two messages when it is told to', async () => {
    const world = await givenFailed();
    const { queue, deleted } = createQueue([message(PK), message('inbox#2'), message('inbox#3')]);
    const stop = new AbortController();
    const onReport = () => stop.abort();
    await redriver(world.recoveryDeps()).redriveDeadLetters(queue, {
      limit: 10,
      signal: stop.signal,
      onReport,
    });
    expect(deleted).toEqual(['r0']);
  });

  it('keeps the message when the event could not be redriven', async () => {
    const world = await givenFailed();
    const store = overriding(world.ports.store, { update: unavailable });
    const { queue, deleted } = createQueue([message(PK)]);
    const deps = world.recoveryDeps({ ...world.ports, store });
    await expect(redriver(deps).redriveDeadLetters(queue, { limit: 10 })).rejects.toThrow(
      'ServiceUnavailable',
    );
    expect(deleted).toEqual([]);
  });

  it('reads no more once its limit is reached', async () => {
    const world = await givenFailed();
    const { queue, deleted } = createQueue([1, 2, 3, 4, 5, 6].map((index) => message(`inbox#${index}`)));
    expect(await redriver(world.recoveryDeps()).redriveDeadLetters(queue, { limit: 3 })).toHaveLength(3);
    expect(deleted).toHaveLength(3);
  });
});
