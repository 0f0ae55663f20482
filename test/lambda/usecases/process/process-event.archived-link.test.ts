import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { ProviderGate } from '../../../../lambda/usecases/process/provider-gate';
import type { NeutralBody } from '../../../simulated/neutral/neutral-provider';
import { type Behaviour, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { linkPath, linkProvider, linkTo } from '../../../support/scenes/link-provider';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { rawMember } from '../../../support/scenes/raw-member';
import { recover } from '../../../support/scenes/replay-scene';
import {
  bareWorld,
  counts,
  EVENT,
  givenWaiting,
  PK,
  processToEnd,
  processVisible,
  recordOf,
  timesAsked,
} from '../../../support/scenes/scene';

const LINKED: NeutralBody = { ...EVENT, type: 'note', url: linkTo('a') };
const CONTENT = '{"n":12345678901234567890,"n":1.0}';

async function givenLinked(answer: Behaviour, body: NeutralBody = LINKED): Promise<World> {
  const world = await givenWaiting(undefined, { provider: linkProvider, body });
  world.api.behaviours.set(linkPath('a'), answer);
  return world;
}

describe('an event that is only kept, and whose payload is a link', () => {
  it('is claimed, and ends ARCHIVED with the content of the link', async () => {
    const world = await givenLinked(() => respond(200, CONTENT));
    expect(recordOf(world).status).toBe('RECEIVED');
    await processVisible(world);
    const record = recordOf(world);
    expect(record).toMatchObject({
      status: 'ARCHIVED',
      resultKey: 'archive/provider=neutral/source=inbox/type=note/date=2026-01-01/evt-1.json',
    });
    expect(record).not.toHaveProperty('lastError');
    const object = world.bucket.current(record.resultKey ?? '');
    expect(object?.head).toMatchObject({ eTag: record.resultETag, generation: 1 });
    expect(sha256Hex(object?.body ?? '')).toBe(record.resultSha256);
    const text = Buffer.from(object?.body ?? '').toString();
    expect(rawMember(text, 'payload')).toBe(CONTENT);
    expect(rawMember(text, 'event')).toBe(JSON.stringify(LINKED));
    expect(counts(world)).toMatchObject({ Accepted: 1, ArchivedContent: 1 });
  });

  it('ends ARCHIVED as it is when a later delivery brings inline what the link led to', async () => {
    const world = await givenLinked(() => respond(500, {}));
    await processVisible(world);
    const { url: _, ...inline } = { ...LINKED, at: '2026-01-01T00:00:00Z' };
    await world.receiver().receive(world.delivery(inline));
    await processToEnd(world);
    expect(recordOf(world)).toMatchObject({ status: 'ARCHIVED', rawBody: JSON.stringify(inline) });
    expect(recordOf(world)).not.toHaveProperty('lastError');
    expect(counts(world)).not.toHaveProperty('Failed');
  });

  it.each([
    ['a dead link', 403, 'link_expired'],
    ['a link that leads nowhere', 404, 'permanent'],
  ])('ends ARCHIVED without it, and says why: %s', async (_, status, kind) => {
    const world = await givenLinked(() => respond(status, {}));
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'ARCHIVED', lastError: { kind } });
    expect(recordOf(world)).not.toHaveProperty('resultKey');
    expect(world.bucket.versions.size).toBe(0);
    expect(counts(world)).toMatchObject({ ArchivedLinkExpired: 1 });
    expect(counts(world)).not.toHaveProperty('Failed');
  });

  it('is tried again while the link’s host fails', async () => {
    const world = await givenLinked(({ times }) => (times < 3 ? respond(500, {}) : respond(200, CONTENT)));
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', lastError: { kind: 'transient' } });
    expect(await processToEnd(world)).toMatchObject({ status: 'ARCHIVED', attempts: 3 });
    expect(counts(world)).toMatchObject({ ArchivedContent: 1 });
  });

  it('that is too old is kept as it came: nothing is fetched', async () => {
    const world = bareWorld({ provider: linkProvider, maxEventAgeSeconds: 60 });
    const body = { ...LINKED, at: '2001-01-01T00:00:00Z' };
    await world.receiver().receive(world.delivery(body));
    expect(recordOf(world)).toMatchObject({ status: 'ARCHIVED', lastError: { kind: 'too_old' } });
    expect(world.queue.live()).toBe(0);
    await processVisible(world);
    expect(timesAsked(world, linkPath('a'))).toBe(0);
  });

  it('whose put was done and not heard of adopts what it put', async () => {
    const world = await givenLinked(({ times }) => respond(200, { times }));
    const results = overriding(world.ports.results, {
      put: async (object) => {
        await world.bucket.put(object);
        return unavailable();
      },
    });
    await processVisible(world, world.processDeps({ ...world.ports, results }));
    const { resultKey = '', resultSha256 } = await processToEnd(world);
    expect(recordOf(world).status).toBe('ARCHIVED');
    expect(world.bucket.versions.get(resultKey)).toHaveLength(1);
    expect(sha256Hex(world.bucket.current(resultKey)?.body ?? '')).toBe(resultSha256);
  });

  it('is downloaded at a pace of its own', async () => {
    const world = await givenLinked(() => respond(200, CONTENT));
    const archiveGate = new ProviderGate({ requestsPerSecond: 1, clock: world.clock });
    const gate = new ProviderGate({ requestsPerSecond: 1000, clock: world.clock });
    await archiveGate
      .guard(world.api)
      .get({ url: linkTo('b'), headers: {}, deadline: Number.POSITIVE_INFINITY, maxBytes: 1 });
    const before = world.clock.now();
    await processVisible(world, { ...world.processDeps(), archiveGate, gate });
    expect(world.clock.now() - before).toBe(1_000);
    expect(recordOf(world).status).toBe('ARCHIVED');
  });

  it('cannot be replayed: a replay asks the API, which has nothing for it', async () => {
    const world = await givenLinked(() => respond(403, {}));
    await processVisible(world);
    expect(await recover(PK, world.recoveryDeps())).toEqual({
      outcome: 'refused',
      refusal: 'nothing_to_fetch',
    });
  });
});

describe('an event that is only kept, and carries what it is about', () => {
  it('costs one write, and no message', async () => {
    const world = bareWorld({ provider: linkProvider });
    await world.receiver().receive(world.delivery({ ...EVENT, type: 'note' }));
    expect(recordOf(world).status).toBe('ARCHIVED');
    expect(world.store.calls).toMatchObject({ create: 1, update: 0, get: 0 });
    expect(world.queue.live()).toBe(0);
    expect(world.bucket.versions.size).toBe(0);
    expect(counts(world)).toEqual({ Archived: 1 });
  });
});
