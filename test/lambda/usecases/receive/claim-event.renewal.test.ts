import type { Provider } from '../../../../lambda/domain/provider/provider';
import { RENEWAL_INTERVAL_MS } from '../../../../lambda/domain/record/incoming-event';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import type { NeutralBody } from '../../../simulated/neutral/neutral-provider';
import { constant, refusing, respond } from '../../../simulated/provider-stand-in';
import { linkPath, linkProvider } from '../../../support/scenes/link-provider';
import {
  DUPLICATE,
  deliver,
  givenLinked,
  LARGE,
  toBytes,
  withLink,
} from '../../../support/scenes/link-scene';
import { rawMember } from '../../../support/scenes/raw-member';
import { recover } from '../../../support/scenes/replay-scene';
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
} from '../../../support/scenes/scene';

describe('a new delivery of an event that has no result yet', () => {
  it('renews its body, and is told apart from the first', async () => {
    const world = await givenLinked(500);
    await attempted(world);
    world.clock.advance(1_000);
    const before = recordOf(world);
    expect(await deliver(world, withLink('new'))).toEqual(DUPLICATE);
    const after = recordOf(world);
    expect(after).toEqual({
      ...before,
      rawBody: toBytes(withLink('new')).toString(),
      resultKey: expect.stringContaining('/doc-1/evt-1.json'),
      bodySha256: after.bodySha256,
      bodyReceivedAt: world.clock.now(),
      writeId: after.writeId,
    });
    expect(after.bodySha256).not.toBe(before.bodySha256);
    expect(counts(world)).toMatchObject({ BodyRenewed: 1, ContentMismatch: 1, Duplicate: 1 });
  });

  it('lets the next attempt follow the new link, whose time counts from its own receipt', async () => {
    const world = await givenLinked(500);
    await attempted(world);
    world.clock.advance(1_000);
    const renewedAt = world.clock.now();
    await deliver(world, withLink('new'));
    const received: number[] = [];
    const fetchResult: typeof linkProvider.fetchResult = (request) => {
      received.push(request.bodyReceivedAt);
      return linkProvider.fetchResult(request);
    };
    const source = { ...world.source, provider: { ...linkProvider, fetchResult } };
    world.clock.advance(60_000);
    await processVisible(world, { ...world.processDeps(), sources: new Map([[source.id, source]]) });
    const { status, resultKey = '' } = recordOf(world);
    expect([status, received]).toEqual(['STORED', [renewedAt]]);
    const text = Buffer.from(world.bucket.current(resultKey)?.body ?? '').toString();
    expect(rawMember(text, 'event')).toBe(toBytes(withLink('new')).toString());
  });

  it('may name the document that the first did not; the key of the result stays', async () => {
    const provider: typeof linkProvider = {
      ...linkProvider,
      parseEvent: (body) => {
        const parsed = linkProvider.parseEvent(body);
        if (parsed.kind !== 'event' || parsed.event.documentId !== 'none') {
          return parsed;
        }
        const { documentId: _, ...event } = parsed.event;
        return { kind: 'event', event };
      },
    };
    const world = await givenWaiting(constant, { provider, body: withLink('old', { document: 'none' }) });
    world.api.behaviours.set(linkPath('new'), () => respond(200, { total: 1 }));
    await deliver(world, withLink('new'));
    expect(recordOf(world)).toMatchObject({ documentId: 'doc-1', documentKey: 'neutral#doc-1' });
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({
      status: 'STORED',
      resultKey: expect.stringContaining('/_/evt-1'),
    });
  });

  it('leaves a leased one alone: its processor has the old body in hand', async () => {
    const world = await givenLinked(500);
    const before = setRecord(world, {
      status: 'PROCESSING',
      leaseOwner: 'other',
      leaseUntil: world.clock.now() + 60_000,
    });
    expect(await deliver(world, withLink('new'))).toEqual(DUPLICATE);
    expect(recordOf(world)).toEqual(before);
    expect(world.store.calls.update).toBe(0);
  });

  it('is heeded at most once in 15 minutes', async () => {
    const world = await givenLinked(500);
    await deliver(world, withLink('new'));
    const { writeId } = recordOf(world);
    world.clock.advance(RENEWAL_INTERVAL_MS - 1);
    await deliver(world, withLink('newer'));
    expect(recordOf(world).writeId).toBe(writeId);
    expect(world.store.calls.update).toBe(1);
    world.clock.advance(1);
    await deliver(world, withLink('newer'));
    expect(recordOf(world).rawBody).toContain('newer');
    expect(counts(world)).toMatchObject({ BodyRenewed: 2, ContentMismatch: 3 });
  });

  it('has its message sent again where the event may be worked on', async () => {
    const world = await givenLinked(500);
    await deliver(world, withLink('new'));
    expect(world.queue.live(PK)).toBe(2);
    await attempted(world);
    const waiting = await givenLinked(500);
    await attempted(waiting);
    const live = waiting.queue.live(PK);
    await deliver(waiting, withLink('new'));
    expect(waiting.queue.live(PK)).toBe(live);
  });
});

describe('a new delivery of an event that was given up for what it brings', () => {
  it.each(['link_expired', 'body_lost'] as const)('opens it again: FAILED (%s)', async (kind) => {
    const world = await givenLinked(403);
    await attempted(world);
    const failed = setRecord(world, { lastError: { kind, message: 'dead' }, attempts: 7 });
    expect(failed.status).toBe('FAILED');
    world.clock.advance(1_000);
    expect(await deliver(world, withLink('new'))).toEqual(DUPLICATE);
    expect(recordOf(world)).toMatchObject({
      status: 'RECEIVED',
      generation: 1,
      attempts: 0,
      openedAt: world.clock.now(),
    });
    expect(world.queue.live(PK)).toBe(1);
    expect(await processToEnd(world)).toMatchObject({ status: 'STORED', generation: 1 });
    expect(recordOf(world)).not.toHaveProperty('lastError');
    expect(counts(world)).toMatchObject({ Failed: 1, BodyRenewed: 1, Stored: 1 });
  });

  it('leaves it alone when it has failed with this very body since, which a former try had written', async () => {
    const world = await givenLinked(403);
    await attempted(world);
    setRecord(world, { lastError: { kind: 'link_expired', message: 'dead' } });
    world.clock.advance(1_000);
    const deps = world.receiveDeps();
    const update: typeof deps.store.update = (write, options) => {
      const rawBody = toBytes(withLink('new')).toString();
      setRecord(world, { rawBody, bodySha256: sha256Hex(Buffer.from(rawBody)), writeId: 'other' });
      return deps.store.update(write, options);
    };
    const create: typeof deps.store.create = (record, options) => deps.store.create(record, options);
    expect(
      await deliver(world, withLink('new'), { ...deps, store: { ...deps.store, create, update } }),
    ).toEqual(DUPLICATE);
    expect(recordOf(world)).toMatchObject({ status: 'FAILED', writeId: 'other' });
    expect(counts(world)).not.toHaveProperty('BodyRenewed');
  });

  it('opens an archived one again, whose link died before its content was had', async () => {
    const world = await givenLinked(403, withLink('old', { type: 'note' }));
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'ARCHIVED', lastError: { kind: 'link_expired' } });
    await deliver(world, withLink('new', { type: 'note' }));
    expect(await processToEnd(world)).toMatchObject({
      status: 'ARCHIVED',
      resultKey: expect.stringMatching(/^archive\//),
    });
    expect(recordOf(world)).not.toHaveProperty('lastError');
  });

  it('brings back a body that was lost, also by the very same bytes', async () => {
    const body = withLink('new', LARGE);
    const world = await givenLinked(500, body);
    const { rawKey = '' } = recordOf(world);
    world.bucket.raw.clear();
    setRecord(world, { documentId: undefined as never });
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'body_lost' } });
    expect(await deliver(world, body)).toEqual(DUPLICATE);
    expect(world.bucket.raw.has(rawKey)).toBe(true);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', rawKey });
    expect(await processToEnd(world)).toMatchObject({ status: 'STORED' });
    expect(counts(world)).toMatchObject({ BodyRenewed: 1 });
    expect(counts(world)).not.toHaveProperty('ContentMismatch');
  });

  it('opens none that was given up for something else', async () => {
    const world = await givenLinked(404);
    expect(await attempted(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'permanent' } });
    const before = recordOf(world);
    expect(await deliver(world, withLink('new'))).toEqual(DUPLICATE);
    expect(recordOf(world)).toEqual(before);
    expect(world.queue.live()).toBe(0);
  });
});

describe('a new delivery of an event that has its result', () => {
  it('changes nothing', async () => {
    const world = await givenLinked(500, withLink('new'));
    await processVisible(world);
    const before = recordOf(world);
    expect(before.status).toBe('STORED');
    expect(await deliver(world, withLink('newer'))).toEqual(DUPLICATE);
    expect(recordOf(world)).toEqual(before);
    expect(world.queue.live()).toBe(0);
    expect(counts(world)).not.toHaveProperty('BodyRenewed');
  });

  it('keeps a body that holds the data itself, in the record or in S3', async () => {
    const carrying: Provider = {
      ...linkProvider,
      parseEvent: (body) => {
        const parsed = linkProvider.parseEvent(body);
        const carriesData = (body.value as NeutralBody).url === undefined;
        return parsed.kind === 'event' ? { ...parsed, event: { ...parsed.event, carriesData } } : parsed;
      },
    };
    for (const body of [EVENT, { ...EVENT, ...LARGE }]) {
      const world = await givenWaiting(refusing(500, Number.POSITIVE_INFINITY, { next: constant }), {
        provider: carrying,
        body,
      });
      await processVisible(world);
      const { bodySha256 } = recordOf(world);
      await deliver(world, withLink('new'));
      expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', bodySha256 });
      world.api.behaviours.set('/documents/doc-1', constant);
      await processToEnd(world);
      expect(recordOf(world)).toMatchObject({ status: 'STORED' });
      expect(recordOf(world)).not.toHaveProperty('carriesData');
    }
  });

  it('changes nothing while a replay keeps a result', async () => {
    const world = await givenLinked(500, withLink('new'));
    await processVisible(world);
    await recover(PK, world.recoveryDeps());
    const before = recordOf(world);
    expect(before).toMatchObject({ status: 'RECEIVED', replayedFrom: 'STORED' });
    await deliver(world, withLink('newer'));
    expect(recordOf(world)).toEqual(before);
  });

  it('changes nothing where a replay met a dead link either', async () => {
    const world = await givenLinked(500, withLink('new'));
    await processVisible(world);
    world.api.behaviours.set(linkPath('new'), () => respond(403, {}));
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    const before = recordOf(world);
    expect(before).toMatchObject({ status: 'STORED', lastError: { kind: 'link_expired' } });
    await deliver(world, withLink('newer'));
    expect(recordOf(world)).toEqual(before);
  });

  it('changes nothing: the content of an archived event', async () => {
    const world = await givenLinked(500, withLink('new', { type: 'note' }));
    await processVisible(world);
    const before = recordOf(world);
    expect(before.resultKey).toMatch(/^archive\//);
    await deliver(world, withLink('newer', { type: 'note' }));
    expect(recordOf(world)).toEqual(before);
  });
});
