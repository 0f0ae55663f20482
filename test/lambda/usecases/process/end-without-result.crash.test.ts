import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { toStoredResult } from '../../../../lambda/domain/result/stored-result';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { changing, constant, extractionFails } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import {
  DOCUMENT,
  dyingAfterPut,
  expectReturned,
  expectWhole,
  givenReplaying,
  HOUR,
  recover,
} from '../../../support/scenes/replay-scene';
import {
  counts,
  PK,
  processToEnd,
  processVisible,
  recordOf,
  setRecord,
  sweepAll,
} from '../../../support/scenes/scene';

describe('a replay whose process died', () => {
  it('after the put: its object is the result, whatever the provider says then', async () => {
    const { world, before } = await givenReplaying(changing, changing);
    await processVisible(world, dyingAfterPut(world));
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', replacing: true });
    world.api.behaviours.set(DOCUMENT, extractionFails);
    const after = await processToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2 });
    expect(after).not.toHaveProperty('lastError');
    expect(after.resultETag).not.toBe(before.resultETag);
    expectWhole(world);
    expect(counts(world)).toMatchObject({ Stored: 2 });
    expect(counts(world)).not.toHaveProperty('ReplayBroughtNothing');
  });

  it('between the word that it replaces and the put: the former result is written again, so that no late put can replace it', async () => {
    const { world, before } = await givenReplaying(changing, changing);
    const late: Parameters<World['bucket']['put']>[0][] = [];
    const results = overriding(world.ports.results, {
      put: async (object) => {
        late.push(object);
        return unavailable();
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replacing: true });
    world.api.behaviours.set(DOCUMENT, extractionFails);
    const after = await processToEnd(world);
    expect(after).toMatchObject({
      status: 'STORED',
      generation: 2,
      fetchedAt: before.fetchedAt,
      lastError: { kind: 'extraction_failed' },
    });
    const [text, former] = world.bucket.versions.get(after.resultKey ?? '')?.toReversed() ?? [];
    expect(contentOf(text?.body)).toEqual({ ...contentOf(former?.body), generation: 2 });
    const [putInFlight] = late;
    expect(putInFlight && (await world.bucket.put(putInFlight))).toEqual({ stored: false });
    expectWhole(world);
  });

  it('after the lease was lost: it puts nothing under a record that has returned', async () => {
    const { world, before, plugIn } = await givenReplaying(changing, changing);
    plugIn.fetchResult = async (request) => {
      setRecord(world, { leaseOwner: 'other', writeId: 'other' });
      return neutralProvider.fetchResult(request);
    };
    await processVisible(world);
    expect(world.bucket.versions.get(before.resultKey ?? '')).toHaveLength(1);
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'other' });
    expect(counts(world)).toMatchObject({ LeaseLost: 1 });
  });

  it('five times: it returns', async () => {
    const given = await givenReplaying();
    given.plugIn.fetchResult = async () => {
      throw new Error('a bug of ours');
    };
    await processToEnd(given.world);
    expect(expectReturned(given).lastError).toMatchObject({ kind: 'processor_crashed' });
    expectWhole(given.world);
  });
});

function contentOf(body: Uint8Array | undefined): object {
  return JSON.parse(Buffer.from(body ?? '').toString()) as object;
}

describe('a former result that was removed or replaced meanwhile', () => {
  const remove = (world: World, { resultKey = '' }: EventRecord) => world.bucket.versions.delete(resultKey);

  const replaceByForeign = (world: World, { resultKey: key = '', resultETag: ifMatch = '' }: EventRecord) => {
    const body = Buffer.from('{"foreign":true}');
    const identity = { pk: 'inbox#other', generation: 1, fetchedAt: Date.parse('2026-01-01T00:00:00.000Z') };
    return world.bucket.put({ key, body, sha256: sha256Hex(body), identity, condition: { ifMatch } });
  };

  it.each([
    ['removed', remove],
    ['replaced', replaceByForeign],
  ])('%s: the event ends FAILED, and vouches for nothing', async (_, change) => {
    const { world, before } = await givenReplaying(constant, extractionFails);
    await change(world, before);
    const after = await processToEnd(world);
    expect(after).toMatchObject({
      status: 'FAILED',
      generation: 2,
      lastError: { kind: 'result_lost', message: expect.stringContaining('extraction_failed') },
    });
    expect(toStoredResult(after)).toBeUndefined();
    expect(after).not.toHaveProperty('replayedFrom');
    expect(counts(world)).toMatchObject({ Failed: 1 });
    expect(counts(world)).not.toHaveProperty('ReplayBroughtNothing');
  });

  it('removed: a redrive stores the result again', async () => {
    const { world, before } = await givenReplaying(constant, extractionFails);
    remove(world, before);
    await processToEnd(world);
    world.api.behaviours.set(DOCUMENT, constant);
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processToEnd(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', resultKey: before.resultKey });
    expectWhole(world);
  });

  it('while S3 cannot be asked: nothing is decided, and the event is tried again', async () => {
    const { world } = await givenReplaying(constant, extractionFails);
    const results = overriding(world.ports.results, { head: unavailable });
    expect(await processVisible(world, world.processDeps({ ...world.ports, results }))).toEqual([]);
    expect(recordOf(world)).toMatchObject({
      status: 'RECEIVED',
      replayedFrom: 'STORED',
      lastError: { kind: 'transient' },
    });
  });
});

describe('a replay that the sweeper ends', () => {
  /** The window over, no processor at work. */
  async function sweptToEnd(world: World): Promise<EventRecord> {
    for (let rounds = 0; rounds < 200 && recordOf(world).workShard !== undefined; rounds += 1) {
      world.clock.advanceTo(world.store.earliestDue() ?? 0);
      await sweepAll(world);
    }
    return recordOf(world);
  }

  it('returns with its result', async () => {
    const given = await givenReplaying();
    expect((await sweptToEnd(given.world)).lastError).toMatchObject({ kind: 'retry_window_over' });
    expectReturned(given);
    expectWhole(given.world);
  });

  it('ends FAILED when that was removed meanwhile', async () => {
    const { world, before } = await givenReplaying();
    world.bucket.versions.delete(before.resultKey ?? '');
    expect(await sweptToEnd(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'result_lost' } });
  });

  it('has its result, where its process died after the put of a covered event', async () => {
    const { world, before } = await givenReplaying();
    setRecord(world, { sharedResultOf: 'inbox#recon', resultKey: 'results/of-another.json' });
    await processVisible(world, dyingAfterPut(world));
    expect(recordOf(world)).not.toHaveProperty('replacing');
    const after = await sweptToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2, resultKey: before.resultKey });
    expect(after).not.toHaveProperty('sharedResultOf');
    expectWhole(world);
  });

  it('is left to a processor for a day once a put may be under way: the sweeper may write no result', async () => {
    const { world } = await givenReplaying(changing, changing);
    setRecord(world, { replacing: true });
    for (let sweeps = 0; sweeps < 2; sweeps += 1) {
      world.clock.advance(10 * HOUR);
      await sweepAll(world);
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replacing: true });
    }
    await processToEnd(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expectWhole(world);
  });

  it('is FAILED after that day, with the result it had, until a redrive lets a processor decide', async () => {
    const { world, before } = await givenReplaying(changing, extractionFails);
    setRecord(world, { replacing: true });
    const failed = await sweptToEnd(world);
    expect(failed).toMatchObject({ status: 'FAILED', replacing: true, replayedFrom: 'STORED' });
    expect(failed.resultSha256).toBe(before.resultSha256);
    await recover(PK, world.recoveryDeps());
    expect(await processToEnd(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expectWhole(world);
  });

  it('has the object that was put, also at the last crash', async () => {
    const { world, before } = await givenReplaying(changing, changing);
    await processVisible(world, dyingAfterPut(world));
    setRecord(world, { crashes: 4 });
    world.clock.advance(HOUR);
    await sweepAll(world);
    const after = recordOf(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2 });
    expect(after.resultSha256).not.toBe(before.resultSha256);
    expectWhole(world);
  });
});
