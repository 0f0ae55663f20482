import { neutralProvider } from '../../explorer/simulated/neutral-provider';
import {
  type Behaviour,
  changing,
  constant,
  extractionFails,
  refusing,
  respond,
} from '../../explorer/simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../explorer/simulated/world';
import { type ErrorKind, ProviderError } from '../../lambda/domain/error-kinds';
import type { EventRecord } from '../../lambda/domain/event-record';
import { sha256Hex } from '../../lambda/domain/keys';
import type { Obtained, ObtainRequest } from '../../lambda/domain/provider';
import { storedResultOf } from '../../lambda/domain/stored-result';
import type { ProcessDeps } from '../../lambda/usecases/process-deps';
import { redriveEvent } from '../../lambda/usecases/redrive';
import { replayEvent } from '../../lambda/usecases/replay';
import { overriding, unavailable } from '../support/overriding';
import {
  counts,
  EVENT,
  givenProcessed,
  givenWaiting,
  PK,
  processToEnd,
  processVisible,
  recordOf,
  setRecord,
  sweepAll,
} from '../support/scene';

const DOCUMENT = '/documents/doc-1';
const HOUR = 3_600_000;

const always = (status: number): Behaviour => refusing(status, Number.POSITIVE_INFINITY, { next: constant });

/** What the provider's plug-in says from the second generation on; before that it is the neutral one. */
let plugIn: ((request: ObtainRequest<unknown>) => Promise<Obtained>) | undefined;
afterEach(() => {
  plugIn = undefined;
});

const provider = {
  ...neutralProvider,
  obtain: (request: ObtainRequest<unknown>) => (plugIn ?? neutralProvider.obtain)(request),
};

const failing = (kind: ErrorKind) => async (): Promise<Obtained> => {
  throw new ProviderError(kind, `It is ${kind}.`);
};

interface Given {
  readonly world: World;
  /** As it stood before the replay. */
  readonly before: EventRecord;
}

/** An event whose replay is under way; its message waits. */
async function givenReplaying(first: Behaviour = constant, answer: Behaviour = constant): Promise<Given> {
  const world = await givenProcessed(first, { provider });
  const before = recordOf(world);
  world.clock.advance(HOUR);
  world.api.behaviours.set(DOCUMENT, answer);
  await replayEvent(PK, world.replayDeps());
  return { world, before };
}

const objectOf = (world: World, { resultKey = '' }: EventRecord) => world.bucket.current(resultKey);

/** That the record vouches for exactly what lies in the bucket. */
function expectWhole(world: World, record: EventRecord = recordOf(world)): void {
  const object = objectOf(world, record);
  expect(sha256Hex(object?.body ?? '')).toBe(record.resultSha256);
  expect(object?.head.eTag).toBe(record.resultETag);
  expect(object?.body.byteLength).toBe(record.resultBytes);
}

/** That the event is back where it was, its object untouched. */
function expectReturned({ world, before }: Given): EventRecord {
  const after = recordOf(world);
  expect(after).toMatchObject({ status: before.status, generation: before.generation + 1 });
  expect(storedResultOf(after)).toEqual(storedResultOf(before));
  for (const attribute of ['replayedFrom', 'replayedFromError', 'replacing', 'workShard', 'leaseOwner']) {
    expect(after).not.toHaveProperty(attribute);
  }
  expect(counts(world)).toMatchObject({ ReplayBroughtNothing: 1 });
  expect(counts(world)).not.toHaveProperty('Failed');
  return after;
}

describe('a stored result whose replay brings nothing', () => {
  it.each<[string, Behaviour, string]>([
    ['a failed extraction', extractionFails, 'extraction_failed'],
    ['404', always(404), 'not_found'],
    ['410', always(410), 'permanent'],
    ['400', always(400), 'permanent'],
    ['500 until the window ends', always(500), 'retry_window_over'],
    ['401 until the window ends', always(401), 'retry_window_over'],
    ['an answer that is cut off', () => respond(200, '{"status":"DO'), 'retry_window_over'],
    ['not ready until the window ends', () => respond(200, { status: 'PROCESSING' }), 'retry_window_over'],
  ])('stays as it was: %s', async (_, answer, kind) => {
    const given = await givenReplaying(constant, answer);
    const after = await processToEnd(given.world);
    expectReturned(given);
    expectWhole(given.world);
    expect(given.world.bucket.versions.get(after.resultKey ?? '')).toHaveLength(1);
    expect(after.lastError).toEqual({
      kind,
      message: expect.stringMatching(`^A replay brought nothing \\(${kind}\\): `),
    });
  });

  it.each<[string, ErrorKind, string]>([
    ['it was purged at the provider', 'no_longer_available', 'no_longer_available'],
    ['the answer is about another document', 'identity_mismatch', 'identity_mismatch'],
    ['the provider says it is done and gives no data', 'empty_result', 'empty_result'],
    ['the body is lost and the ids do not suffice', 'body_lost', 'body_lost'],
  ])('stays as it was: %s', async (_, thrown, kind) => {
    const given = await givenReplaying();
    plugIn = failing(thrown);
    await processToEnd(given.world);
    expect(expectReturned(given).lastError?.kind).toBe(kind);
    expectWhole(given.world);
  });

  it('stays as it was: the provider found nothing in the document, at once', async () => {
    const given = await givenReplaying();
    plugIn = async () => ({ kind: 'data', extraction: Buffer.from('{"rows":[]}'), empty: true });
    await processVisible(given.world);
    expect(expectReturned(given).lastError).toEqual({
      kind: 'empty_result',
      message: expect.stringContaining('found nothing'),
    });
    expectWhole(given.world);
    expect(counts(given.world)).not.toHaveProperty('ResultEmpty');
  });

  it('is given to readers all the while', async () => {
    const { world, before } = await givenReplaying(constant, always(500));
    const seen: (EventRecord | undefined)[] = [];
    world.store.onWrite = (_, after) => seen.push(after);
    await processToEnd(world);
    expect(seen.length).toBeGreaterThan(5);
    for (const record of seen) {
      expect(record && storedResultOf(record)).toEqual(storedResultOf(before));
    }
  });

  it('can be replayed again, and is then replaced', async () => {
    const { world } = await givenReplaying(changing, extractionFails);
    await processToEnd(world);
    world.api.behaviours.set(DOCUMENT, changing);
    expect(await replayEvent(PK, world.replayDeps())).toEqual({ outcome: 'replayed', generation: 3 });
    const after = await processToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 3 });
    expect(after).not.toHaveProperty('lastError');
    expect(world.bucket.versions.get(after.resultKey ?? '')).toHaveLength(2);
    expectWhole(world);
  });
});

describe('an empty result', () => {
  const nothing = async (): Promise<Obtained> => ({
    kind: 'data',
    extraction: Buffer.from('{"rows":[]}'),
    empty: true,
  });

  it('is stored where there is no other, and replaced by a later one', async () => {
    const world = await givenWaiting(constant, { provider });
    plugIn = nothing;
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', resultEmpty: true });
    expect(counts(world)).toMatchObject({ Stored: 1, ResultEmpty: 1 });
    plugIn = async () => ({ kind: 'data', extraction: Buffer.from('{"rows":[ ]}'), empty: true });
    await replayEvent(PK, world.replayDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', resultEmpty: true, generation: 2 });
    expect(recordOf(world)).not.toHaveProperty('lastError');
    expectWhole(world);
  });

  it('gives way to data', async () => {
    const world = await givenWaiting(constant, { provider });
    plugIn = nothing;
    await processVisible(world);
    plugIn = undefined;
    await replayEvent(PK, world.replayDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(recordOf(world)).not.toHaveProperty('resultEmpty');
    expectWhole(world);
  });
});

describe('another state whose replay brings nothing', () => {
  it('EXTRACTION_FAILED returns with both reasons', async () => {
    const given = await givenReplaying(extractionFails, always(400));
    await processToEnd(given.world);
    expect(expectReturned(given).lastError).toEqual({
      kind: 'extraction_failed',
      message:
        'The provider could not read the document. A replay brought nothing (permanent): The provider answered 400.',
    });
  });

  it('EXTRACTION_FAILED that fails again returns too', async () => {
    const given = await givenReplaying(extractionFails, extractionFails);
    await processToEnd(given.world);
    expect(expectReturned(given).lastError?.message).toMatch(
      /A replay brought nothing \(extraction_failed\)/,
    );
    expect(counts(given.world)).toMatchObject({ ExtractionFailed: 1 });
  });

  it('ARCHIVED as too old returns with both reasons', async () => {
    const body = { ...EVENT, at: '2001-01-01T00:00:00Z' };
    const world = await givenWaiting(constant, { body, maxEventAgeSeconds: 60 });
    const given = { world, before: recordOf(world) };
    world.api.behaviours.set(DOCUMENT, always(400));
    await replayEvent(PK, world.replayDeps());
    await processToEnd(world);
    expect(expectReturned(given).lastError).toEqual({
      kind: 'too_old',
      message: expect.stringMatching(/maxEventAge.* A replay brought nothing \(permanent\)/),
    });
  });
});

/** Ports of a process that dies once it has put its object: nothing it would say afterwards is heard. */
function dyingAfterPut(world: World): ProcessDeps {
  let isDead = false;
  const results = overriding(world.ports.results, {
    put: async (object) => {
      const outcome = await world.bucket.put(object);
      isDead = true;
      return outcome;
    },
  });
  const store = overriding(world.ports.store, {
    update: (write) => (isDead ? unavailable() : world.store.update(write)),
  });
  return world.processDeps({ ...world.ports, results, store });
}

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
    const { world, before } = await givenReplaying(changing, changing);
    plugIn = async (request) => {
      setRecord(world, { leaseOwner: 'other', writeId: 'other' });
      return neutralProvider.obtain(request);
    };
    await processVisible(world);
    expect(world.bucket.versions.get(before.resultKey ?? '')).toHaveLength(1);
    expect(recordOf(world)).toMatchObject({ status: 'PROCESSING', leaseOwner: 'other' });
    expect(counts(world)).toMatchObject({ LeaseLost: 1 });
  });

  it('five times: it returns', async () => {
    const given = await givenReplaying();
    plugIn = async () => {
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
    const identity = { pk: 'inbox#other', generation: 1, fetchedAt: '2026-01-01T00:00:00.000Z' };
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
    expect(storedResultOf(after)).toBeUndefined();
    expect(after).not.toHaveProperty('replayedFrom');
    expect(counts(world)).toMatchObject({ Failed: 1 });
    expect(counts(world)).not.toHaveProperty('ReplayBroughtNothing');
  });

  it('removed: a redrive stores the result anew', async () => {
    const { world, before } = await givenReplaying(constant, extractionFails);
    remove(world, before);
    await processToEnd(world);
    world.api.behaviours.set(DOCUMENT, constant);
    expect(await redriveEvent(PK, world.redriveDeps())).toBe('redriven');
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
    setRecord(world, { coveredBy: 'inbox#recon', resultKey: 'results/of-another.json' });
    await processVisible(world, dyingAfterPut(world));
    expect(recordOf(world)).not.toHaveProperty('replacing');
    const after = await sweptToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2, resultKey: before.resultKey });
    expect(after).not.toHaveProperty('coveredBy');
    expectWhole(world);
  });

  it('is left to a processor once it has begun to replace its result: the sweeper may write none', async () => {
    const { world } = await givenReplaying(changing, changing);
    await processVisible(world, dyingAfterPut(world));
    for (let sweeps = 0; sweeps < 10; sweeps += 1) {
      world.clock.advance(10 * HOUR);
      await sweepAll(world);
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', replacing: true, crashes: 1 });
    }
    await processToEnd(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expectWhole(world);
  });

  it('after the last crash while it replaced its result: FAILED, until a redrive lets a processor decide', async () => {
    const { world } = await givenReplaying(changing, changing);
    await processVisible(world, dyingAfterPut(world));
    setRecord(world, { crashes: 4 });
    world.clock.advance(HOUR);
    await sweepAll(world);
    const failed = recordOf(world);
    expect(failed).toMatchObject({ status: 'FAILED', replacing: true, replayedFrom: 'STORED' });
    world.api.behaviours.set(DOCUMENT, extractionFails);
    await redriveEvent(PK, world.redriveDeps());
    expect(await processToEnd(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expectWhole(world);
  });
});

describe('a replay of an event that shares another’s result', () => {
  /** The event, as if reconciliation had fetched its document before it came. */
  async function givenSharing(answer: Behaviour): Promise<Given> {
    const world = await givenProcessed(constant, { provider });
    const holder = setRecord(world, { pk: 'inbox#recon', eventId: 'recon' }, PK);
    world.store.records.delete(PK);
    world.store.records.set(holder.pk, holder);
    const { resultKey = '' } = holder;
    const before: EventRecord = { ...holder, pk: PK, eventId: EVENT.id, coveredBy: holder.pk };
    world.bucket.versions.set('results/shared.json', world.bucket.versions.get(resultKey) ?? []);
    world.bucket.versions.delete(resultKey);
    const shared = { ...before, resultKey: 'results/shared.json' };
    world.store.records.set(PK, shared);
    world.api.behaviours.set(DOCUMENT, answer);
    await replayEvent(PK, world.replayDeps());
    return { world, before: shared };
  }

  it('that brings nothing shares it still', async () => {
    const given = await givenSharing(extractionFails);
    await processToEnd(given.world);
    expect(expectReturned(given).coveredBy).toBe('inbox#recon');
    expect(given.world.bucket.versions.size).toBe(1);
  });

  it('that brings data stores it as its own', async () => {
    const { world } = await givenSharing(constant);
    const after = await processToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2 });
    expect(after).not.toHaveProperty('coveredBy');
    expect(world.bucket.versions.get('results/shared.json')).toHaveLength(1);
    expectWhole(world);
  });
});

describe('the source of a replayed event', () => {
  it('left the configuration: the event returns, and says what to do', async () => {
    const given = await givenReplaying();
    await processVisible(given.world, { ...given.world.processDeps(), sources: new Map() });
    expect(expectReturned(given).lastError?.message).toContain(`Source "${SOURCE_ID}" is not configured`);
  });
});
