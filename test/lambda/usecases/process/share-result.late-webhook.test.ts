import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import type { ListedDocument } from '../../../../lambda/domain/provider/provider';
import { reconciledEventId } from '../../../../lambda/domain/reconcile/reconcile-scan';
import { type EventRecord, toIso } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import type { World } from '../../../simulated/world';
import { SOURCE_ID } from '../../../simulated/world';
import {
  finished,
  givenList,
  HOUR,
  received,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';
import { recover } from '../../../support/scenes/replay-scene';
import { counts, processVisible, recordOf, setRecord, timesAsked } from '../../../support/scenes/scene';

const LATE = eventKey(SOURCE_ID, 'evt-doc');
const WITHOUT_RESULT = { resultSha256: undefined } as unknown as Partial<EventRecord>;

/** A world in which reconciliation captured a document and its result was stored. */
async function givenCaptured(): Promise<{ world: World; document: ListedDocument; duplicate: string }> {
  const world = await reconciledWorld();
  const document = finished(world, 'doc');
  givenList(world, [document]);
  await run(world);
  await processVisible(world);
  world.clock.advance(HOUR);
  world.store.calls.documents = 0;
  return { world, document, duplicate: eventKey(SOURCE_ID, reconciledEventId(document)) };
}

describe('a webhook that arrives after its reconciled duplicate is stored', () => {
  it('shares its result without a request to the provider', async () => {
    const { world, document, duplicate } = await givenCaptured();
    await received(world, 'doc', 'done', document.updatedAt);
    const { fetchedAt, resultKey, resultETag, resultSha256, resultBytes } = recordOf(world, duplicate);
    expect(recordOf(world, LATE)).toMatchObject({
      status: 'STORED',
      sharedResultOf: duplicate,
      fetchedAt,
      resultKey,
      resultETag,
      resultSha256,
      resultBytes,
    });
    expect(timesAsked(world, '/documents/doc')).toBe(1);
    expect(world.bucket.versions.size).toBe(1);
    expect(counts(world)).toMatchObject({ Stored: 1, ResultShared: 1 });
  });

  it('shares it too when it does not say when it happened', async () => {
    const { world, duplicate } = await givenCaptured();
    await received(world, 'doc');
    expect(recordOf(world, LATE).sharedResultOf).toBe(duplicate);
  });

  it('is fetched on its own when it tells of something newer', async () => {
    const { world } = await givenCaptured();
    await received(world, 'doc', 'done', toIso(world.clock.now() - 0.5 * HOUR));
    expect(recordOf(world, LATE)).toMatchObject({ status: 'STORED' });
    expect(recordOf(world, LATE)).not.toHaveProperty('sharedResultOf');
    expect(timesAsked(world, '/documents/doc')).toBe(2);
  });

  it('stays a failed extraction when it tells of one', async () => {
    const { world, document } = await givenCaptured();
    await received(world, 'doc', 'failed', document.updatedAt);
    expect(recordOf(world, LATE).status).toBe('EXTRACTION_FAILED');
  });

  it.each([
    ['of another kind', { eventType: 'note' }],
    ['gone', { expiresAt: 1 }],
    ['failed', { status: 'FAILED', ...WITHOUT_RESULT }],
    ['waiting', { status: 'RECEIVED', ...WITHOUT_RESULT }],
    ['empty', { resultEmpty: true }],
  ] as const)('is fetched on its own when the other event is %s', async (_, change) => {
    const { world, document, duplicate } = await givenCaptured();
    setRecord(world, change, duplicate);
    await received(world, 'doc', 'done', document.updatedAt);
    expect(recordOf(world, LATE)).toMatchObject({ status: 'STORED' });
    expect(recordOf(world, LATE)).not.toHaveProperty('sharedResultOf');
    expect(world.bucket.versions.size).toBe(2);
  });

  it('shares the result of the other event while that one is replayed', async () => {
    const { world, document, duplicate } = await givenCaptured();
    setRecord(world, { status: 'RECEIVED', replayedFrom: 'STORED' }, duplicate);
    await received(world, 'doc', 'done', document.updatedAt);
    expect(recordOf(world, LATE)).toMatchObject({ status: 'STORED', sharedResultOf: duplicate });
  });

  it('waits while the other event is at work, and shares its result then', async () => {
    const { world, document, duplicate } = await givenCaptured();
    const { resultSha256 } = recordOf(world, duplicate);
    setRecord(world, { status: 'PROCESSING', ...WITHOUT_RESULT }, duplicate);
    await received(world, 'doc', 'done', document.updatedAt);
    expect(recordOf(world, LATE)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'not_ready' } });
    setRecord(world, { status: 'STORED', resultSha256 } as Partial<EventRecord>, duplicate);
    world.clock.advance(10_000);
    await processVisible(world);
    expect(recordOf(world, LATE)).toMatchObject({ status: 'STORED', sharedResultOf: duplicate });
  });

  it('gets a result of its own when it is replayed', async () => {
    const { world, document, duplicate } = await givenCaptured();
    await received(world, 'doc', 'done', document.updatedAt);
    await recover(LATE, world.recoveryDeps());
    await processVisible(world);
    const replayed = recordOf(world, LATE);
    expect(replayed).toMatchObject({ status: 'STORED', generation: 2 });
    expect(replayed).not.toHaveProperty('sharedResultOf');
    expect(replayed.resultKey).not.toBe(recordOf(world, duplicate).resultKey);
    expect(world.bucket.versions.size).toBe(2);
  });
});

describe('a reconciled event whose webhook is worked on after all', () => {
  /** The webhook came first to a processor, and holds the document. */
  async function givenHeldByWebhook(status: EventStatus) {
    const world = await reconciledWorld();
    const document = finished(world, 'doc');
    await received(world, 'doc', 'done', document.updatedAt);
    setRecord(world, status === 'STORED' ? { status } : { status, ...WITHOUT_RESULT }, LATE);
    // As the reconciler met it: the index did not show the webhook yet.
    world.store.listEvents = async function* () {};
    givenList(world, [document]);
    await run(world);
    await processVisible(world);
    return { world, reconciled: eventKey(SOURCE_ID, reconciledEventId(document)) };
  }

  it('shares the webhook’s result', async () => {
    const { world, reconciled } = await givenHeldByWebhook('STORED');
    expect(recordOf(world, reconciled)).toMatchObject({ status: 'STORED', sharedResultOf: LATE });
    expect(timesAsked(world, '/documents/doc')).toBe(1);
  });

  it.each(['RECEIVED', 'PROCESSING'] as const)('waits while the webhook is %s', async (status) => {
    const { world, reconciled } = await givenHeldByWebhook(status);
    expect(recordOf(world, reconciled)).toMatchObject({
      status: 'RECEIVED',
      lastError: { kind: 'not_ready' },
    });
    expect(timesAsked(world, '/documents/doc')).toBe(1);
  });

  it('is fetched when the webhook was given up', async () => {
    const { world, reconciled } = await givenHeldByWebhook('FAILED');
    expect(recordOf(world, reconciled)).toMatchObject({ status: 'STORED' });
    expect(timesAsked(world, '/documents/doc')).toBe(2);
  });
});

describe('a reconciled event that crashed after it had put its object', () => {
  const BEFORE_TRANSITION = {
    status: 'RECEIVED',
    fetchedAt: undefined,
    resultKey: undefined,
    resultETag: undefined,
    resultBytes: undefined,
    ...WITHOUT_RESULT,
  } as unknown as Partial<EventRecord>;

  /** The sweeper freed its lease, and the late webhook came before its next attempt. */
  async function givenCrashed() {
    const { world, document, duplicate } = await givenCaptured();
    const { resultKey = '' } = recordOf(world, duplicate);
    setRecord(world, BEFORE_TRANSITION, duplicate);
    await received(world, 'doc', 'done', document.updatedAt);
    await world.queue.send(recordOf(world, duplicate).provider, duplicate, 0);
    await processVisible(world);
    return { world, duplicate, ownKey: resultKey };
  }

  it('shares the webhook’s result, and no record names its own object', async () => {
    const { world, duplicate, ownKey } = await givenCrashed();
    const [webhook, shared] = [recordOf(world, LATE), recordOf(world, duplicate)];
    expect(shared).toMatchObject({ status: 'STORED', sharedResultOf: LATE, resultKey: webhook.resultKey });
    expect(webhook.resultKey).not.toBe(ownKey);
    expect(world.bucket.versions.has(ownKey)).toBe(true);
  });

  it('replaces that object when it is refetched', async () => {
    const { world, duplicate, ownKey } = await givenCrashed();
    await recover(duplicate, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world, duplicate)).toMatchObject({ status: 'STORED', resultKey: ownKey, generation: 2 });
    expect(world.bucket.versions.get(ownKey)).toHaveLength(2);
  });
});

describe('holding a document', () => {
  it('costs a webhook nothing that comes in time', async () => {
    const { world } = await givenCaptured();
    world.holders.holders.clear();
    await received(world, 'doc', 'done', toIso(world.clock.now() - 7 * 60_000));
    expect(recordOf(world, LATE).status).toBe('STORED');
    expect(world.holders.holders.size).toBe(0);
    expect(world.store.calls.get).toBe(0);
  });

  it('is spared where the source is not reconciled', async () => {
    const world = await reconciledWorld({ reconcile: undefined } as never);
    finished(world, 'doc');
    await received(world, 'doc', 'done', toIso(world.clock.now() - HOUR));
    expect(recordOf(world, LATE).status).toBe('STORED');
    expect(world.holders.holders.size).toBe(0);
  });

  it('asks no index', async () => {
    const { world, document } = await givenCaptured();
    await received(world, 'doc', 'done', document.updatedAt);
    expect(world.store.calls.documents).toBe(0);
  });
});
