import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import type { Provider } from '../../../../lambda/domain/provider/provider';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import type { RecoveryDeps } from '../../../../lambda/usecases/recover/recover-event';
import { readStoredBody } from '../../../../lambda/usecases/stored-body';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { changing, constant, extractionFails, refusing } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { planRecovery, recover } from '../../../support/scenes/replay-scene';
import {
  counts,
  EVENT,
  givenProcessed,
  givenWaiting,
  newWorld,
  PK,
  processVisible,
  recordOf,
  setRecord,
  timesAsked,
} from '../../../support/scenes/scene';

/** More than a record holds: it lies in S3. */
const LARGE = { ...EVENT, at: 'x'.repeat(1_000) };

const refused = (refusal: string) => ({ outcome: 'refused', refusal });

describe('replaying a stored event', () => {
  it('fetches the data again as the next generation, under the same key', async () => {
    const world = await givenProcessed(changing);
    const first = recordOf(world);
    world.clock.advance(1_000);
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processVisible(world);
    const second = recordOf(world);
    expect(second).toMatchObject({ status: 'STORED', generation: 2, resultKey: first.resultKey });
    expect(second.resultSha256).not.toBe(first.resultSha256);
    const current = world.bucket.current(second.resultKey ?? '');
    expect(sha256Hex(current?.body ?? '')).toBe(second.resultSha256);
    expect(second.fetchedAt ?? 0).toBeGreaterThan(first.fetchedAt ?? 0);
  });

  it('leaves the first result untouched while the provider does not answer', async () => {
    const world = await givenProcessed();
    const { resultKey = '', resultETag } = recordOf(world);
    world.api.behaviours.set('/documents/doc-1', refusing(500, Number.POSITIVE_INFINITY, { next: constant }));
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', generation: 2, resultETag });
    expect(world.bucket.versions.get(resultKey)).toHaveLength(1);
  });

  it('twice at once replays once', async () => {
    const world = await givenProcessed();
    const both = await Promise.all([recover(PK, world.recoveryDeps()), recover(PK, world.recoveryDeps())]);
    expect(both).toContainEqual({ outcome: 'done', pk: PK });
    expect(both).toContainEqual(refused('not_final'));
    expect(world.queue.live(PK)).toBe(1);
  });
});

describe('replaying other final events', () => {
  it('gives a failed extraction another chance', async () => {
    const world = await givenProcessed(extractionFails);
    world.api.behaviours.set('/documents/doc-1', constant);
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(recordOf(world)).not.toHaveProperty('lastError');
  });

  it('fetches an event that was archived as too old', async () => {
    const world = newWorld(constant, { maxEventAgeSeconds: 60 });
    await world.receiver().receive(world.delivery({ ...EVENT, at: '2001-01-01T00:00:00Z' }));
    expect(recordOf(world).status).toBe('ARCHIVED');
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processVisible(world);
    expect(recordOf(world).status).toBe('STORED');
  });

  it('refuses an archived event that has nothing to fetch', async () => {
    const world = await givenWaiting(constant, { body: { ...EVENT, type: 'note' } });
    expect(await recover(PK, world.recoveryDeps())).toEqual(refused('nothing_to_fetch'));
  });
});

describe('a replay is refused', () => {
  it.each<[EventStatus, string]>([
    ['RECEIVED', 'not_final'],
    ['PROCESSING', 'not_final'],
  ])('of a %s event: %s', async (status, because) => {
    const world = await givenWaiting();
    const before = setRecord(world, { status });
    expect(await recover(PK, world.recoveryDeps())).toEqual(refused(because));
    expect(recordOf(world)).toEqual(before);
  });

  it('of an unknown event', async () => {
    const world = await givenProcessed();
    expect(await recover('inbox#nobody', world.recoveryDeps())).toEqual(refused('unknown_event'));
  });

  it('of a source that left the configuration', async () => {
    const world = await givenProcessed();
    const deps = { ...world.recoveryDeps(), sources: new Map() };
    expect(await recover(PK, deps)).toEqual(refused('unknown_source'));
  });

  it('of an event whose body is gone from S3, and whose record names no document', async () => {
    const world = await givenWaiting(constant, { body: LARGE });
    await processVisible(world);
    const before = setRecord(world, { documentId: undefined as never });
    world.bucket.raw.clear();
    expect(await recover(PK, world.recoveryDeps())).toEqual(refused('body_gone'));
    expect(recordOf(world)).toEqual(before);
  });
});

describe('replaying an event whose body is gone from S3', () => {
  it('asks by what the record says', async () => {
    const world = await givenWaiting(changing, { body: LARGE });
    await processVisible(world);
    world.bucket.raw.clear();
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({
      action: 'refetch',
      bodyLost: true,
    });
    expect(await recover(PK, world.recoveryDeps())).toEqual({ outcome: 'done', pk: PK });
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2 });
    expect(timesAsked(world)).toBe(2);
  });

  it('plans with the body where it is there', async () => {
    const world = await givenProcessed();
    expect(await planRecovery(PK, world.recoveryDeps())).toMatchObject({
      action: 'refetch',
      bodyLost: false,
    });
  });
});

describe('replaying a quarantined body', () => {
  const BODY = Buffer.from('{"id":"evt-1","kind":"done","doc":"doc-1"}');

  async function givenQuarantined(): Promise<{ readonly world: World; readonly quarantined: string }> {
    const world = newWorld();
    await world.receiver().receive(world.delivery(BODY));
    return { world, quarantined: `inbox!${sha256Hex(BODY)}` };
  }

  /** A later version, which can read the body. */
  function newerVersion(world: World, ports = world.ports): RecoveryDeps {
    const event = { eventId: 'evt-1', eventType: 'done', disposition: 'fetch', documentId: 'doc-1' } as const;
    const provider: Provider = { ...neutralProvider, parseEvent: () => ({ kind: 'event', event }) };
    return { ...world.recoveryDeps(ports), sources: new Map([[SOURCE_ID, { ...world.source, provider }]]) };
  }

  it('is refused while this version cannot read it', async () => {
    const { world, quarantined } = await givenQuarantined();
    expect(await recover(quarantined, world.recoveryDeps())).toEqual(refused('invalid'));
    expect(recordOf(world, quarantined).status).toBe('QUARANTINED');
  });

  it('claims the real event once it can be read, queues it, and archives the body', async () => {
    const { world, quarantined } = await givenQuarantined();
    expect(await recover(quarantined, newerVersion(world))).toEqual({ outcome: 'done', pk: PK });
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', origin: 'replay', rawBody: BODY.toString() });
    expect(recordOf(world)).not.toHaveProperty('replayReason');
    expect(recordOf(world, quarantined)).toMatchObject({ status: 'ARCHIVED', supersededBy: PK });
    expect(world.queue.live(PK)).toBe(1);
  });

  it('claims it under a key of its own when another event came under its id', async () => {
    const { world, quarantined } = await givenQuarantined();
    await world.receiver().receive(world.delivery({ id: 'evt-1', type: 'done', document: 'doc-2' }));
    const first = recordOf(world);
    const outcome = await recover(quarantined, newerVersion(world));
    const by = outcome.outcome === 'done' ? outcome.pk : '';
    expect(by).toMatch(/^inbox!same-id!/);
    expect(recordOf(world, by)).toMatchObject({ documentId: 'doc-1', sameIdAs: PK, status: 'RECEIVED' });
    expect(recordOf(world)).toEqual(first);
    expect(counts(world)).toMatchObject({ EventIdReused: 1 });
  });

  it('renews nothing of the event that came meanwhile: its body is the newer one', async () => {
    const { world, quarantined } = await givenQuarantined();
    await world.receiver().receive(world.delivery({ id: 'evt-1', type: 'done', document: 'doc-1' }));
    const first = recordOf(world);
    expect(await recover(quarantined, newerVersion(world))).toEqual({ outcome: 'done', pk: PK });
    expect(recordOf(world).rawBody).toBe(first.rawBody);
  });

  it('keeps its large body where the bodies of events lie, before the event is claimed', async () => {
    const large = Buffer.from(JSON.stringify({ id: 'evt-1', kind: 'done', padding: 'x'.repeat(1_000) }));
    const world = newWorld();
    await world.receiver().receive(world.delivery(large));
    const quarantined = `inbox!${sha256Hex(large)}`;
    expect(recordOf(world, quarantined).rawKey).toBe(`quarantine/inbox/${sha256Hex(large)}`);
    const create = overriding(world.ports.store, {
      create: (record) => {
        expect(world.bucket.raw.has(record.rawKey ?? '')).toBe(true);
        return world.store.create(record);
      },
    });
    await recover(quarantined, newerVersion(world, { ...world.ports, store: create }));
    expect(recordOf(world).rawKey).toBe(`raw/neutral/inbox/${sha256Hex(large)}`);
    expect(await readStoredBody(recordOf(world), world.bucket)).toEqual(new Uint8Array(large));
  });

  it('makes an event whose body is as old as its receipt, whatever links it holds', async () => {
    const { world, quarantined } = await givenQuarantined();
    const { receivedAt } = recordOf(world, quarantined);
    world.clock.advance(3_600_000);
    await recover(quarantined, newerVersion(world));
    expect(recordOf(world)).toMatchObject({ bodyReceivedAt: receivedAt });
    expect(recordOf(world).receivedAt).not.toBe(receivedAt);
  });

  it('keeps the reason in the body’s record and in the event’s', async () => {
    const { world, quarantined } = await givenQuarantined();
    await recover(quarantined, newerVersion(world), 'Limai changed its form');
    for (const pk of [PK, quarantined]) {
      expect(recordOf(world, pk).replayReason).toBe('Limai changed its form');
    }
  });

  it('is refused once it was superseded: the real event is the one to replay', async () => {
    const { world, quarantined } = await givenQuarantined();
    await recover(quarantined, newerVersion(world));
    await processVisible(world);
    expect(await recover(quarantined, newerVersion(world))).toEqual(refused('superseded'));
    expect(recordOf(world, quarantined).status).toBe('ARCHIVED');
  });

  it('leaves the real event as it is when it came in another way meanwhile', async () => {
    const { world, quarantined } = await givenQuarantined();
    await world.receiver().receive(world.delivery(EVENT));
    await processVisible(world);
    const before = recordOf(world);
    expect(await recover(quarantined, newerVersion(world))).toEqual({ outcome: 'done', pk: PK });
    expect(recordOf(world)).toEqual(before);
    expect(world.queue.live()).toBe(0);
    expect(recordOf(world, quarantined).supersededBy).toBe(PK);
  });

  it('that crashed between claim and archiving is finished by replaying again', async () => {
    const { world, quarantined } = await givenQuarantined();
    const store = overriding(world.ports.store, { update: unavailable });
    const crashing = newerVersion(world, { ...world.ports, store });
    await expect(recover(quarantined, crashing)).rejects.toThrow('ServiceUnavailable');
    expect(recordOf(world, quarantined).status).toBe('QUARANTINED');
    expect(await recover(quarantined, newerVersion(world))).toEqual({ outcome: 'done', pk: PK });
    expect(recordOf(world, quarantined).status).toBe('ARCHIVED');
    expect([...world.store.records.keys()].sort()).toEqual([PK, quarantined].sort());
  });
});
