import type { FetchOutcome, FetchRequest, Provider } from '../../../../lambda/domain/provider/provider';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant, extractionFails, respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { rawMember } from '../../../support/scenes/raw-member';
import { recover } from '../../../support/scenes/replay-scene';
import {
  counts,
  EVENT,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  timesAsked,
} from '../../../support/scenes/scene';

describe('an event whose data is there', () => {
  it('is STORED once, and its message is done', async () => {
    const world = await givenProcessed();
    expect(recordOf(world)).toMatchObject({ status: 'STORED', attempts: 0, generation: 1 });
    expect(timesAsked(world)).toBe(1);
    expect(world.queue.live()).toBe(0);
    expect(counts(world)).toEqual({ Accepted: 1, Stored: 1 });
  });

  it('has one result object, whose bytes the record vouches for', async () => {
    const world = await givenProcessed();
    const { resultKey = '', resultSha256, resultBytes, resultETag } = recordOf(world);
    const object = world.bucket.current(resultKey);
    expect(resultKey).toBe('results/provider=neutral/source=inbox/schema=_/date=2026-01-01/doc-1/evt-1.json');
    expect(world.bucket.versions.get(resultKey)).toHaveLength(1);
    expect(sha256Hex(object?.body ?? '')).toBe(resultSha256);
    expect(object?.body.byteLength).toBe(resultBytes);
    expect(object?.head.eTag).toBe(resultETag);
  });

  it('keeps the provider’s and the webhook’s bytes', async () => {
    const odd = '{"status":"DONE","n":12345678901234567890,"n":1.0, "x":"\\ud800"}';
    const world = await givenProcessed(() => respond(200, odd));
    const text = Buffer.from(world.bucket.current(recordOf(world).resultKey ?? '')?.body ?? '').toString();
    expect(rawMember(text, 'extraction')).toBe(odd);
    expect(rawMember(text, 'event')).toBe(JSON.stringify(EVENT));
  });

  it('is not asked for again by a second message', async () => {
    const world = await givenProcessed();
    const before = recordOf(world);
    await world.queue.send('neutral', PK, 0);
    expect(await processVisible(world)).toEqual([]);
    expect(timesAsked(world)).toBe(1);
    expect(recordOf(world)).toEqual(before);
  });

  it('is stored from a body that lives in S3', async () => {
    const body = { ...EVENT, at: 'x'.repeat(1_000) };
    const world = await givenWaiting(constant, { body });
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({
      status: 'STORED',
      rawKey: expect.stringMatching(/^raw\/neutral\/inbox\//),
    });
  });
});

describe('what the provider is handed', () => {
  /** The requests to fetch that processing made. */
  async function fetching(world: World, answer: Partial<FetchOutcome> = {}) {
    const requests: FetchRequest<unknown>[] = [];
    const fetchResult: Provider['fetchResult'] = async (request) => {
      requests.push(request);
      return { ...(await neutralProvider.fetchResult(request)), ...answer } as FetchOutcome;
    };
    const source = { ...world.source, provider: { ...neutralProvider, fetchResult } };
    const deps = { ...world.processDeps(), sources: new Map([[SOURCE_ID, source]]) };
    await processVisible(world, deps);
    return { requests, deps };
  }

  it('is a paced client for its API, and a plain one for downloads', async () => {
    const world = await givenWaiting();
    const { requests, deps } = await fetching(world);
    expect(requests[0]?.download).toBe(deps.http);
    expect(requests[0]?.http).not.toBe(deps.http);
  });

  it('is the wish to ask again only on a replay', async () => {
    const world = await givenWaiting();
    const first = await fetching(world);
    await recover(PK, world.recoveryDeps());
    const second = await fetching(world);
    expect([...first.requests, ...second.requests].map(({ refetch }) => refetch)).toEqual([false, true]);
  });

  it('may be carried by the event: then it is the state as of its receipt', async () => {
    const world = await givenWaiting();
    world.clock.advance(5_000);
    await fetching(world, { carried: true });
    expect(recordOf(world).fetchedAt).toBe(recordOf(world).receivedAt);
  });

  it('is otherwise the state as of now', async () => {
    const world = await givenWaiting();
    world.clock.advance(5_000);
    await fetching(world);
    expect(recordOf(world).fetchedAt).toBe(world.clock.now());
  });
});

describe('a failed extraction', () => {
  it('is final with the provider’s reason', async () => {
    const world = await givenProcessed(extractionFails);
    expect(recordOf(world)).toMatchObject({
      status: 'EXTRACTION_FAILED',
      lastError: { kind: 'extraction_failed', message: 'The provider could not read the document.' },
    });
    expect(world.bucket.versions.size).toBe(0);
    expect(counts(world)).toMatchObject({ ExtractionFailed: 1 });
  });

  it('that the event itself reports costs no call', async () => {
    const world = await givenWaiting(constant, { body: { ...EVENT, type: 'failed' } });
    await processVisible(world);
    expect(recordOf(world).status).toBe('EXTRACTION_FAILED');
    expect(timesAsked(world)).toBe(0);
  });
});

describe('a message without a record', () => {
  it('is counted, logged with its ids and dropped', async () => {
    const world = await givenProcessed();
    await world.queue.send('neutral', 'inbox#nobody', 0);
    expect(await processVisible(world)).toEqual([]);
    expect(counts(world)).toMatchObject({ UnknownEvent: 1 });
    expect(world.telemetry.lines.map(({ fields }) => fields)).toContainEqual({
      source: 'inbox',
      eventId: 'nobody',
    });
  });
});
