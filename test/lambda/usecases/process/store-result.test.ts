import { resultKey, sha256Hex } from '../../../../lambda/domain/record/keys';
import type { ResultObject } from '../../../../lambda/usecases/ports';
import { ResultWriter } from '../../../../lambda/usecases/process/store-result';
import { changing, constant } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { recover } from '../../../support/scenes/replay-scene';
import {
  counts,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
} from '../../../support/scenes/scene';

const FIRST = Buffer.from('{"first":true}');

/** An object that is already there when the event comes to store its own. */
async function givenObject(
  world: World,
  about: { readonly pk?: string; readonly generation?: number; readonly body?: Buffer } = {},
): Promise<string> {
  const { pk = PK, generation = 1, body = FIRST } = about;
  const key = resultKey(recordOf(world));
  const identity = { pk, generation, fetchedAt: world.clock.now() - 1 };
  const condition = { ifNoneMatch: '*' } as const;
  await world.bucket.put({ key, body, sha256: sha256Hex(body), identity, condition });
  return key;
}

const readBytes = (world: World, key: string) =>
  Buffer.from(world.bucket.current(key)?.body ?? '').toString();

describe('a result whose key is taken', () => {
  it('by our own event and generation: is adopted, and the record vouches for what is there', async () => {
    const world = await givenWaiting();
    const key = await givenObject(world);
    await processVisible(world);
    expect(readBytes(world, key)).toBe(FIRST.toString());
    expect(recordOf(world)).toMatchObject({
      status: 'STORED',
      resultSha256: sha256Hex(FIRST),
      resultBytes: FIRST.byteLength,
      resultETag: world.bucket.current(key)?.head.eTag,
      fetchedAt: world.bucket.current(key)?.head.fetchedAt,
    });
  });

  it('by a later generation: the event is FAILED with the remedy, the object untouched', async () => {
    const world = await givenWaiting();
    const key = await givenObject(world, { generation: 2 });
    await processVisible(world);
    expect(readBytes(world, key)).toBe(FIRST.toString());
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: {
        kind: 'permanent',
        message: expect.stringMatching(/holds generation 2.*Remove the object, then redrive/),
      },
    });
  });

  it('by a later generation, found by a holder who lost the lease: the event is left to the new holder', async () => {
    const world = await givenWaiting();
    await givenObject(world, { generation: 2 });
    const results = overriding(world.ports.results, {
      put: (object) => {
        setRecord(world, { leaseOwner: 'other', writeId: 'other', generation: 2 });
        return world.bucket.put(object);
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'other' });
    expect(counts(world)).toMatchObject({ LeaseLost: 1 });
    expect(counts(world)).not.toHaveProperty('Failed');
  });

  it('by an object that is not ours: the event is FAILED, the object untouched', async () => {
    const world = await givenWaiting();
    const key = await givenObject(world, { pk: 'inbox#other' });
    await processVisible(world);
    expect(readBytes(world, key)).toBe(FIRST.toString());
    expect(recordOf(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'permanent', message: expect.stringContaining('did not write') },
    });
  });

  it('by an orphan of an earlier generation: is replaced, exactly that object', async () => {
    const world = await givenWaiting();
    const key = await givenObject(world);
    const record = { ...recordOf(world), generation: 2 };
    const event = { eventId: 'evt-1', eventType: 'done', disposition: 'fetch', documentId: 'doc-1' } as const;
    const extraction = Buffer.from('{"second":true}');
    const fetched = { kind: 'data', extraction, body: Buffer.from('{}'), event } as const;
    const writer = new ResultWriter({ results: world.bucket, clock: world.clock });
    const result = await writer.storeResult(record, fetched);
    expect(readBytes(world, key)).toContain('{"second":true}');
    expect(world.bucket.versions.get(key)).toHaveLength(2);
    expect(result?.resultETag).toBe(world.bucket.current(key)?.head.eTag);
  });
});

describe('a put', () => {
  const conditions = async (world: World) => {
    const seen: ResultObject['condition'][] = [];
    const results = overriding(world.ports.results, {
      put: (object) => {
        seen.push(object.condition);
        return world.bucket.put(object);
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    return seen;
  };

  it('creates only, the first time', async () => {
    expect(await conditions(await givenWaiting())).toEqual([{ ifNoneMatch: '*' }]);
  });

  it('replaces exactly the object the replay set out from', async () => {
    const world = await givenProcessed(changing);
    const { resultETag } = recordOf(world);
    await recover(PK, world.recoveryDeps());
    expect(await conditions(world)).toEqual([{ ifMatch: resultETag }]);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(recordOf(world).resultETag).not.toBe(resultETag);
  });

  it('whose answer was lost is found again by the retry, with the bytes it wrote', async () => {
    const world = await givenWaiting(changing);
    const results = overriding(world.ports.results, {
      put: async (object) => {
        await world.bucket.put(object);
        throw new Error('TimeoutError');
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
    world.clock.advance(10_000);
    await processVisible(world);
    const { resultKey: key = '', resultSha256 } = recordOf(world);
    expect(world.bucket.versions.get(key)).toHaveLength(1);
    expect(sha256Hex(world.bucket.current(key)?.body ?? '')).toBe(resultSha256);
  });

  it('after which the object is gone is tried again, and ends as transient when that goes on', async () => {
    const world = await givenWaiting(constant);
    let puts = 0;
    const results = overriding(world.ports.results, {
      put: async () => {
        puts += 1;
        return { stored: false } as const;
      },
      head: async () => undefined,
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    expect(puts).toBe(3);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
  });

  it.each(['put', 'head'] as const)(
    'while S3 refuses %s is retried, and no crash is counted',
    async (method) => {
      const world = await givenWaiting();
      await givenObject(world);
      const results = overriding(world.ports.results, { [method]: unavailable });
      expect(await processVisible(world, world.processDeps({ ...world.ports, results }))).toEqual([]);
      expect(recordOf(world)).toMatchObject({
        status: 'RECEIVED',
        attempts: 1,
        lastError: { kind: 'transient' },
      });
      expect(recordOf(world)).not.toHaveProperty('crashes');
    },
  );
});
