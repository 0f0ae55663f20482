import type { Provider } from '../../../../lambda/domain/provider/provider';
import { reusedIdKey } from '../../../../lambda/domain/record/keys';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { recover } from '../../../support/scenes/replay-scene';
import { counts, newWorld, PK, processVisible, recordOf } from '../../../support/scenes/scene';

/** The neutral provider, where a body may name no document, and one type tells of several outcomes. */
const provider: Provider = {
  ...neutralProvider,
  parseEvent: (body) => {
    const { id, type, document, outcome } = body.value as Record<string, string | undefined>;
    const event = {
      eventId: id ?? '',
      eventType: type ?? '',
      disposition: type === 'note' ? 'archive' : 'fetch',
      ...(document !== undefined && { documentId: document }),
      ...(outcome !== undefined && { outcome, failed: outcome === 'failed' }),
    } as const;
    return { kind: 'event', event };
  },
};

/** More than a record holds: it lies in S3. */
const LARGE = { padding: 'x'.repeat(1_000) };
const FIRST = { id: 'evt-1', type: 'done', document: 'doc-1' };

async function deliver(world: World, body: object) {
  const answer = await world.receiver().receive(world.delivery(Buffer.from(JSON.stringify(body))));
  return { code: answer.statusCode, ...(JSON.parse(answer.body) as { status: string; eventId: string }) };
}

async function givenTwo(first: object, second: object) {
  const world = newWorld(undefined, { provider });
  world.api.behaviours.set('/documents/doc-2', constant);
  await deliver(world, first);
  const before = recordOf(world);
  const answer = await deliver(world, second);
  const others = [...world.store.records.values()].filter(({ pk }) => pk !== PK);
  return { world, before, answer, others };
}

describe('another event under a known id', () => {
  it.each([
    ['another document', FIRST, { ...FIRST, document: 'doc-2' }],
    ['another type', FIRST, { ...FIRST, type: 'failed' }],
    ['another outcome', { ...FIRST, outcome: 'success' }, { ...FIRST, outcome: 'failed' }],
    [
      'a failure, while the first body tells of none and lies in S3',
      { ...FIRST, ...LARGE, outcome: 'success' },
      { ...FIRST, outcome: 'failed' },
    ],
    [
      'a success, while the first body tells of a failure and lies in S3',
      { ...FIRST, ...LARGE, outcome: 'failed' },
      { ...FIRST, outcome: 'success' },
    ],
  ])('is accepted, and has a record of its own: %s', async (_, first, second) => {
    const { world, before, answer, others } = await givenTwo(first, second);
    expect(answer).toEqual({ code: 200, status: 'accepted', eventId: 'evt-1' });
    expect(recordOf(world)).toEqual(before);
    expect(others).toEqual([
      expect.objectContaining({ eventId: 'evt-1', sameIdAs: PK, status: 'RECEIVED', generation: 1 }),
    ]);
    const [other] = others;
    expect(other?.pk).toMatch(/^inbox!same-id![0-9a-f]{64}$/);
    expect(world.queue.live(other?.pk)).toBe(1);
    expect(counts(world)).toEqual({ Accepted: 2, EventIdReused: 1 });
  });

  it('is worked on by itself: each has its document’s result, under a key of its own', async () => {
    const { world, others } = await givenTwo(FIRST, { ...FIRST, document: 'doc-2' });
    await processVisible(world);
    const [one, two] = [recordOf(world), recordOf(world, others[0]?.pk)];
    expect([one.status, two.status]).toEqual(['STORED', 'STORED']);
    expect(one.resultKey).toMatch(/\/doc-1\/evt-1\.json$/);
    expect(two.resultKey).toMatch(/\/doc-2\/~[0-9a-f]{64}\.json$/);
    expect([...world.api.asked.keys()].sort()).toEqual(['/documents/doc-1', '/documents/doc-2']);
  });

  it('keeps its own result when both are of one document', async () => {
    const { world, others } = await givenTwo(
      { ...FIRST, outcome: 'success' },
      { ...FIRST, outcome: 'partial' },
    );
    await processVisible(world);
    const keys = [recordOf(world), recordOf(world, others[0]?.pk)].map(({ resultKey }) => resultKey);
    expect(new Set(keys).size).toBe(2);
    expect(world.bucket.versions.size).toBe(2);
  });

  it('is a duplicate when it comes again', async () => {
    const second = { ...FIRST, document: 'doc-2' };
    const { world } = await givenTwo(FIRST, second);
    expect(await deliver(world, second)).toMatchObject({ status: 'duplicate' });
    expect(await deliver(world, FIRST)).toMatchObject({ status: 'duplicate' });
    expect(world.store.records.size).toBe(2);
    expect(counts(world)).toMatchObject({ EventIdReused: 1, Duplicate: 2 });
    expect(counts(world)).not.toHaveProperty('ContentMismatch');
  });

  it('may be one of many', async () => {
    const { world } = await givenTwo(FIRST, { ...FIRST, document: 'doc-2' });
    await deliver(world, { ...FIRST, document: 'doc-3' });
    const keys = ['doc-2', 'doc-3'].map((documentId) =>
      reusedIdKey(SOURCE_ID, { eventId: 'evt-1', eventType: 'done', documentId }),
    );
    expect([...world.store.records.keys()].sort()).toEqual([...keys, PK].sort());
    expect(recordOf(world, keys[1]).sameIdAs).toBe(PK);
  });

  it('may be one that is only kept', async () => {
    const { answer, others, world } = await givenTwo(FIRST, { ...FIRST, type: 'note' });
    expect(answer).toMatchObject({ status: 'archived' });
    expect(others).toMatchObject([{ status: 'ARCHIVED', sameIdAs: PK }]);
    expect(world.queue.live()).toBe(1);
  });

  it('has its large body stored before its record', async () => {
    const { world, others } = await givenTwo(FIRST, { ...FIRST, ...LARGE, document: 'doc-2' });
    expect([...world.bucket.raw.keys()]).toEqual([others[0]?.rawKey]);
  });

  it('has its own body renewed, not the first event’s', async () => {
    const second = { ...FIRST, document: 'doc-2' };
    const { world, before, others } = await givenTwo(FIRST, second);
    expect(await deliver(world, { ...second, at: 'later' })).toMatchObject({ status: 'duplicate' });
    expect(recordOf(world, others[0]?.pk)).toMatchObject({ rawBody: expect.stringContaining('later') });
    expect(recordOf(world)).toEqual(before);
    expect(counts(world)).toMatchObject({ BodyRenewed: 1, ContentMismatch: 1 });
  });

  it('is replayed by its key', async () => {
    const { world, others } = await givenTwo(FIRST, { ...FIRST, document: 'doc-2' });
    await processVisible(world);
    const pk = others[0]?.pk ?? '';
    expect(await recover(pk, world.recoveryDeps())).toEqual({ outcome: 'done', pk });
    await processVisible(world);
    expect(recordOf(world, pk)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(recordOf(world).generation).toBe(1);
  });

  it('is claimed before the answer: a claim that fails is answered 503', async () => {
    const world = newWorld(undefined, { provider });
    await deliver(world, FIRST);
    const { create } = world.store;
    let creates = 0;
    world.store.create = (record) => {
      creates += 1;
      return creates === 2 ? Promise.reject(new Error('TimeoutError')) : create.call(world.store, record);
    };
    expect(await deliver(world, { ...FIRST, document: 'doc-2' })).toMatchObject({ code: 503 });
    expect(await deliver(world, { ...FIRST, document: 'doc-2' })).toMatchObject({ status: 'accepted' });
  });
});

describe('the same event with another body', () => {
  it.each([
    ['another time', FIRST, { ...FIRST, at: '2026-01-01T00:00:00Z' }],
    ['other metadata', FIRST, { ...FIRST, metadata: { a: 1 } }],
    ['no document in the second', FIRST, { id: 'evt-1', type: 'done' }],
    ['no document in the first', { id: 'evt-1', type: 'done' }, FIRST],
    ['no outcome in the second', { ...FIRST, outcome: 'success' }, FIRST],
    ['the same failure', { ...FIRST, outcome: 'failed' }, { ...FIRST, outcome: 'failed', at: 'later' }],
    [
      'the same success, the first in S3',
      { ...FIRST, ...LARGE, outcome: 'success' },
      { ...FIRST, outcome: 'success' },
    ],
  ])('is a repetition: %s', async (_, first, second) => {
    const { world, answer, others } = await givenTwo(first, second);
    expect(answer).toEqual({ code: 200, status: 'duplicate', eventId: 'evt-1' });
    expect(others).toEqual([]);
    expect(counts(world)).toMatchObject({ ContentMismatch: 1, Duplicate: 1 });
    expect(counts(world)).not.toHaveProperty('EventIdReused');
  });
});
