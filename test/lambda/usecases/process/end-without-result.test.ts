import { type ErrorKind, ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { FetchOutcome } from '../../../../lambda/domain/provider/provider';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { toStoredResult } from '../../../../lambda/domain/result/stored-result';
import {
  type Behaviour,
  changing,
  constant,
  extractionFails,
  refusing,
  respond,
} from '../../../simulated/provider-stand-in';
import {
  DOCUMENT,
  expectReturned,
  expectWhole,
  type GivenReplay,
  givenReplaying,
  type PlugIn,
  pluggable,
  recover,
} from '../../../support/scenes/replay-scene';
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
} from '../../../support/scenes/scene';

const always = (status: number): Behaviour => refusing(status, Number.POSITIVE_INFINITY, { next: constant });

const failing = (kind: ErrorKind) => async (): Promise<FetchOutcome> => {
  throw new ProviderError(kind, `It is ${kind}.`);
};

/** The extraction is complete, and holds no row. */
const nothing = async (): Promise<FetchOutcome> => ({
  kind: 'data',
  extraction: Buffer.from('{"rows":[]}'),
  empty: true,
});

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
    given.plugIn.fetchResult = failing(thrown);
    await processToEnd(given.world);
    expect(expectReturned(given).lastError?.kind).toBe(kind);
    expectWhole(given.world);
  });

  it('stays as it was: the provider found nothing in the document, at once', async () => {
    const given = await givenReplaying();
    given.plugIn.fetchResult = nothing;
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
      expect(record && toStoredResult(record)).toEqual(toStoredResult(before));
    }
  });

  it('can be replayed again, and is then replaced', async () => {
    const { world } = await givenReplaying(changing, extractionFails);
    await processToEnd(world);
    world.api.behaviours.set(DOCUMENT, changing);
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    const after = await processToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 3 });
    expect(after).not.toHaveProperty('lastError');
    expect(world.bucket.versions.get(after.resultKey ?? '')).toHaveLength(2);
    expectWhole(world);
  });
});

describe('an empty result', () => {
  it('is stored where there is no other, and replaced by a later one', async () => {
    const plugIn: PlugIn = { fetchResult: nothing };
    const world = await givenWaiting(constant, { provider: pluggable(plugIn) });
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', resultEmpty: true });
    expect(counts(world)).toMatchObject({ Stored: 1, ResultEmpty: 1 });
    plugIn.fetchResult = async () => ({ kind: 'data', extraction: Buffer.from('{"rows":[ ]}'), empty: true });
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', resultEmpty: true, generation: 2 });
    expect(recordOf(world)).not.toHaveProperty('lastError');
    expectWhole(world);
  });

  it('gives way to data', async () => {
    const plugIn: PlugIn = { fetchResult: nothing };
    const world = await givenWaiting(constant, { provider: pluggable(plugIn) });
    await processVisible(world);
    delete plugIn.fetchResult;
    await recover(PK, world.recoveryDeps());
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
    await recover(PK, world.recoveryDeps());
    await processToEnd(world);
    expect(expectReturned(given).lastError).toEqual({
      kind: 'too_old',
      message: expect.stringMatching(/maxEventAge.* A replay brought nothing \(permanent\)/),
    });
  });
});

describe('a replay of an event that shares another’s result', () => {
  /** The event, as if reconciliation had fetched its document before it came. */
  async function givenSharing(answer: Behaviour): Promise<Pick<GivenReplay, 'world' | 'before'>> {
    const world = await givenProcessed(constant);
    const holder = setRecord(world, { pk: 'inbox#recon', eventId: 'recon' }, PK);
    world.store.records.delete(PK);
    world.store.records.set(holder.pk, holder);
    const { resultKey = '' } = holder;
    const before: EventRecord = { ...holder, pk: PK, eventId: EVENT.id, sharedResultOf: holder.pk };
    world.bucket.versions.set('results/shared.json', world.bucket.versions.get(resultKey) ?? []);
    world.bucket.versions.delete(resultKey);
    const shared = { ...before, resultKey: 'results/shared.json' };
    world.store.records.set(PK, shared);
    world.api.behaviours.set(DOCUMENT, answer);
    await recover(PK, world.recoveryDeps());
    return { world, before: shared };
  }

  it('that brings nothing shares it still', async () => {
    const given = await givenSharing(extractionFails);
    await processToEnd(given.world);
    expect(expectReturned(given).sharedResultOf).toBe('inbox#recon');
    expect(given.world.bucket.versions.size).toBe(1);
  });

  it('that brings data stores it as its own', async () => {
    const { world } = await givenSharing(constant);
    const after = await processToEnd(world);
    expect(after).toMatchObject({ status: 'STORED', generation: 2 });
    expect(after).not.toHaveProperty('sharedResultOf');
    expect(world.bucket.versions.get('results/shared.json')).toHaveLength(1);
    expectWhole(world);
  });
});
