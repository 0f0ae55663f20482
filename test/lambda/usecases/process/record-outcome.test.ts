import { EventProcessor } from '../../../../lambda/usecases/process/process-event';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant, readyAfter, refusing, respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID } from '../../../simulated/world';
import {
  attempted,
  counts,
  EVENT,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
  timesAsked,
} from '../../../support/scenes/scene';

const always = (status: number, headers: Record<string, string> = {}) =>
  refusing(status, Number.POSITIVE_INFINITY, { next: constant, headers });

describe('an attempt that may be repeated', () => {
  it('not ready: waits, then is stored', async () => {
    const world = await givenWaiting(readyAfter(1));
    const { wait, ...record } = await attempted(world);
    expect(record).toMatchObject({ status: 'RECEIVED', attempts: 1, lastError: { kind: 'not_ready' } });
    world.clock.advance(wait + 2_000);
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', attempts: 1 });
    expect(recordOf(world)).not.toHaveProperty('lastError');
  });

  it('sends one fresh message, visible no earlier than notBefore', async () => {
    const world = await givenWaiting(always(500));
    const { wait } = await attempted(world);
    expect(world.queue.live(PK)).toBe(1);
    expect(world.queue.nextVisibleAt()).toBeGreaterThanOrEqual(world.clock.now() + wait);
  });

  it('429: waits as long as the provider asked', async () => {
    const world = await givenWaiting(always(429, { 'retry-after': '7' }));
    const { wait, lastError } = await attempted(world);
    expect(wait).toBeGreaterThanOrEqual(8_000);
    expect(wait).toBeLessThanOrEqual(9_000);
    expect(lastError?.kind).toBe('throttled');
    expect(counts(world)).toMatchObject({ Throttled: 1, Retried: 1 });
  });

  it('429 for longer than a message can be delayed: leaves the sending to the sweeper', async () => {
    const world = await givenWaiting(always(429, { 'retry-after': '1800' }));
    const { dueAt, notBefore } = await attempted(world);
    expect(world.queue.live(PK)).toBe(0);
    expect(dueAt).toBe(notBefore);
  });

  it.each([500, 502, 503])('%i: is transient', async (status) => {
    const world = await givenWaiting(always(status));
    expect(await attempted(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
  });

  it('a half answer: is transient', async () => {
    const world = await givenWaiting(() => respond(200, '{"status":"DO'));
    expect(await attempted(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
  });

  it('is dropped without a call when its message comes before notBefore', async () => {
    const world = await givenWaiting(always(500));
    await attempted(world);
    const before = recordOf(world);
    await new EventProcessor(world.processDeps()).process(PK);
    expect(timesAsked(world)).toBe(1);
    expect(recordOf(world)).toEqual(before);
  });

  it('ends when the window is over, and says why', async () => {
    const world = await givenWaiting(always(500));
    world.clock.advance(3_600_000);
    expect(await attempted(world)).toMatchObject({
      status: 'FAILED',
      lastError: { kind: 'retry_window_over', message: expect.stringContaining('(transient)') },
    });
    expect(counts(world)).toMatchObject({ Failed: 1 });
  });

  it('goes on longer while the provider says "not ready"', async () => {
    const world = await givenWaiting(readyAfter(99));
    world.clock.advance(3_600_000);
    expect(await attempted(world)).toMatchObject({ status: 'RECEIVED' });
  });
});

describe('a document that is not found', () => {
  it('within the grace: is waited for', async () => {
    const world = await givenWaiting(always(404));
    world.clock.advance(600_000);
    expect(await attempted(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'not_found' } });
  });

  it('after the grace: is FAILED with a reason', async () => {
    const world = await givenWaiting(always(404));
    world.clock.advance(600_001);
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'not_found' } });
  });
});

describe('a permanent error', () => {
  it('400: is FAILED at once', async () => {
    const world = await givenWaiting(always(400));
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'permanent' } });
    expect(world.queue.live()).toBe(0);
  });

  it('a body that is gone from S3, of an event that names no document: is FAILED and says what to do', async () => {
    const world = await givenWaiting(constant, { body: { ...EVENT, at: 'x'.repeat(1_000) } });
    setRecord(world, { documentId: undefined as never });
    world.bucket.raw.clear();
    expect(await attempted(world)).toMatchObject({
      status: 'FAILED',
      lastError: {
        kind: 'body_lost',
        message: expect.stringMatching(/gone from S3.*Only a new delivery by the provider can recover it/),
      },
    });
    expect(timesAsked(world)).toBe(0);
  });

  it('a body that this version no longer fetches for: is FAILED', async () => {
    const world = await givenWaiting();
    const parseEvent = () => ({ kind: 'invalid', reason: 'another version' }) as const;
    const source = { ...world.source, provider: { ...neutralProvider, parseEvent } };
    await processVisible(world, { ...world.processDeps(), sources: new Map([[SOURCE_ID, source]]) });
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'permanent' } });
    expect(timesAsked(world)).toBe(0);
  });
});
