import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant, firstCalls, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { linkProvider, linkTo } from '../../../support/scenes/link-provider';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { rawMember } from '../../../support/scenes/raw-member';
import { planRecovery, recover } from '../../../support/scenes/replay-scene';
import {
  attempted,
  counts,
  EVENT,
  givenWaiting,
  PK,
  processToEnd,
  processVisible,
  recordOf,
  setRecord,
  timesAsked,
} from '../../../support/scenes/scene';

/** More than a record holds: it lies in S3. */
const LARGE = { ...EVENT, at: 'x'.repeat(1_000) };

const loseBody = (world: World) => world.bucket.raw.clear();

/** An event whose record names no document. */
const withoutDocument = { documentId: undefined } as unknown as Partial<EventRecord>;

function readResult(world: World): string {
  const { resultKey = '' } = recordOf(world);
  return Buffer.from(world.bucket.current(resultKey)?.body ?? '').toString();
}

describe('an event whose body is gone from S3', () => {
  it('is asked for by the ids of its record; its result holds no event, and says so', async () => {
    const world = await givenWaiting(constant, { body: LARGE });
    loseBody(world);
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', documentId: 'doc-1' });
    expect(JSON.parse(readResult(world))).toMatchObject({ eventBodyLost: true, event: null });
    expect(rawMember(readResult(world), 'extraction')).toBe('{"id":"doc-1","status":"DONE","total":12.5}');
    expect(counts(world)).toMatchObject({ EventBodyLost: 1, Stored: 1 });
  });

  it('whose body is there says nothing of the kind', async () => {
    const world = await givenWaiting(constant, { body: LARGE });
    await processVisible(world);
    expect(JSON.parse(readResult(world))).not.toHaveProperty('eventBodyLost');
    expect(counts(world)).not.toHaveProperty('EventBodyLost');
  });

  it('is counted at each attempt, and retried like any other', async () => {
    const failing = firstCalls(2, () => respond(500, {}), constant);
    const world = await givenWaiting(failing, { body: LARGE });
    loseBody(world);
    expect(await processToEnd(world)).toMatchObject({ status: 'STORED', attempts: 2 });
    expect(counts(world)).toMatchObject({ EventBodyLost: 3, Retried: 2 });
  });

  it('that tells of a failure by its outcome alone ends as that', async () => {
    const requests: unknown[] = [];
    const provider = {
      ...neutralProvider,
      fetchResult: async (request: Parameters<typeof neutralProvider.fetchResult>[0]) => {
        requests.push([request.body, request.event.failed]);
        return { kind: 'extraction_failed', reason: 'No reason is known.' } as const;
      },
    };
    const world = await givenWaiting(constant, { provider, body: LARGE });
    setRecord(world, { outcome: 'failed' });
    loseBody(world);
    await processVisible(world);
    expect(requests).toEqual([[undefined, true]]);
    expect(recordOf(world)).toMatchObject({ status: 'EXTRACTION_FAILED' });
  });

  it.each<[string, Partial<EventRecord>]>([
    ['no document', withoutDocument],
    ['a type that this version does not know', { eventType: 'other' }],
    ['a type that fetches nothing', { eventType: 'note' }],
  ])('is FAILED at once, without a request, where the record says too little: %s', async (_, change) => {
    const world = await givenWaiting(constant, { body: LARGE });
    setRecord(world, change);
    loseBody(world);
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'body_lost' } });
    expect(timesAsked(world)).toBe(0);
    expect(counts(world)).toMatchObject({ EventBodyLost: 1, Failed: 1 });
  });

  it('is FAILED too where it is only kept: its link was in the body', async () => {
    const body = { ...LARGE, type: 'note', url: linkTo('a') } as const;
    const world = await givenWaiting(constant, { provider: linkProvider, body });
    loseBody(world);
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'body_lost' } });
  });

  it('is not taken for lost while S3 fails', async () => {
    const world = await givenWaiting(constant, { body: LARGE });
    const raw = overriding(world.ports.raw, { getRaw: unavailable });
    await processVisible(world, world.processDeps({ ...world.ports, raw }));
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
    expect(counts(world)).not.toHaveProperty('EventBodyLost');
  });
});

describe('recovering an event whose body is gone from S3', () => {
  const givenFailed = async () => {
    const world = await givenWaiting(() => respond(400, {}), { body: LARGE });
    await processVisible(world);
    expect(recordOf(world).status).toBe('FAILED');
    loseBody(world);
    return world;
  };

  const givenStored = async () => {
    const world = await givenWaiting(constant, { body: LARGE });
    await processVisible(world);
    loseBody(world);
    return world;
  };

  it('FAILED: is foretold to be without its body, and is stored', async () => {
    const world = await givenFailed();
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({ action: 'redrive', bodyLost: true });
    world.api.behaviours.set('/documents/doc-1', constant);
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processVisible(world);
    expect(JSON.parse(readResult(world))).toMatchObject({ eventBodyLost: true });
  });

  it('FAILED without a document: is foretold to be refused', async () => {
    const world = await givenFailed();
    const before = setRecord(world, withoutDocument);
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({
      refusal: 'body_gone',
    });
    expect(recordOf(world)).toEqual(before);
  });

  it('FAILED with its body: is foretold as before', async () => {
    const world = await givenWaiting(() => respond(400, {}), { body: LARGE });
    await processVisible(world);
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({ bodyLost: false });
  });

  it('STORED: is foretold to be without its body, and the new result says so', async () => {
    const world = await givenStored();
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({ action: 'refetch', bodyLost: true });
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(JSON.parse(readResult(world))).toMatchObject({ eventBodyLost: true, generation: 2 });
  });

  it('QUARANTINED: is refused, since the body is all there is', async () => {
    const world = await givenStored();
    setRecord(world, { status: 'QUARANTINED' });
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({
      refusal: 'body_gone',
    });
  });
});
