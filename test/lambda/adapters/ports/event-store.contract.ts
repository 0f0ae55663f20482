import { randomUUID } from 'node:crypto';
import type { ConditionalWrite, Expectation } from '../../../../lambda/domain/lifecycle/conditional-write';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import type { EventStore } from '../../../../lambda/usecases/ports';
import { NOON, openRecord } from './event-records';

export interface EventStoreUnderTest {
  readonly store: EventStore;
  /** The store's clock, which the suite sets. */
  readonly clock: { time: number };
}

/** What every EventStore must do; the fault explorer's simulated store passes it too, or it proves nothing. */
export function describeEventStoreContract(name: string, make: () => Promise<EventStoreUnderTest>): void {
  describe(`EventStore contract: ${name}`, () => {
    let under: EventStoreUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    beforeEach(() => {
      under.clock.time = NOON;
    });
    const current = () => under;
    describe('create', () => describeCreate(current));
    describe('update', () => describeUpdate(current));
    describe('expectations', () => describeExpectations(current));
    describe('own writes', () => describeOwnWrites(current));
    describe('expired records', () => describeExpiry(current));
  });
}

type Current = () => EventStoreUnderTest;

function describeCreate(current: Current): void {
  it('keeps a record exactly as it was given', async () => {
    const { store } = current();
    const record = openRecord({ lastError: { kind: 'transient', message: '' }, crashes: 0 });
    expect(await store.create(record)).toEqual({ applied: true, record });
    expect(await store.get(record.pk)).toEqual(record);
  });

  it('knows no record it was not given', async () => {
    expect(await current().store.get('contract#nobody')).toBeUndefined();
  });

  it('lets exactly one of 20 parallel creates win, and shows the others the winner', async () => {
    const { store } = current();
    const first = openRecord();
    const rivals = Array.from({ length: 20 }, (_, n) => ({ ...first, writeId: randomUUID(), jobId: `${n}` }));
    const outcomes = await Promise.all(rivals.map((record) => store.create(record)));
    const winners = outcomes.filter((outcome) => outcome.applied);
    expect(winners).toHaveLength(1);
    const stored = await store.get(first.pk);
    expect(stored).toEqual(winners[0]?.applied && winners[0].record);
    const losers = outcomes.filter((outcome) => !outcome.applied);
    expect(losers).toEqual(Array(19).fill({ applied: false, existing: stored }));
  });

  it('shows a refused create what stands in its way, and leaves that unchanged', async () => {
    const { store } = current();
    const first = openRecord();
    await store.create(first);
    const outcome = await store.create({ ...first, writeId: 'another', receivedAt: NOON + 1 });
    expect(outcome).toEqual({ applied: false, existing: first });
    expect(await store.get(first.pk)).toEqual(first);
  });
}

const LEASED = { status: 'PROCESSING', leaseOwner: 'me', leaseUntil: NOON + 60_000 } as const;

function describeUpdate(current: Current): void {
  it('sets, removes, records its token, and keeps the rest', async () => {
    const { record } = await given(current);
    const write = writeTo(record, {
      set: {
        status: 'ARCHIVED',
        statusDay: 'ARCHIVED#2026-03-01#0',
        expiresAt: NOON / 1000 + 60,
        attempts: 3,
        lastError: { kind: 'throttled', message: 'later' },
      },
      remove: ['dueAt', 'workShard', 'leaseOwner'],
    });
    const outcome = await current().store.update(write);
    const { dueAt: _dueAt, workShard: _workShard, ...kept } = record;
    const expected = { ...kept, ...write.set, writeId: write.writeId };
    expect(outcome).toEqual({ applied: true, record: expected });
    expect(await current().store.get(record.pk)).toEqual(expected);
  });

  it('refuses a record that does not exist, with nothing to show', async () => {
    const { store } = current();
    const missing = openRecord();
    const write = writeTo(missing, { expect: [{ attribute: 'leaseOwner', absent: true }] });
    expect(await store.update(write)).toEqual({ applied: false });
    expect(await store.get(missing.pk)).toBeUndefined();
  });

  it('lets exactly one of 20 parallel transitions from the same state win', async () => {
    const { store, record } = await given(current);
    const expectation = [{ attribute: 'status', equals: 'RECEIVED' }] as const;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => store.update(writeTo(record, { expect: expectation, set: LEASED }))),
    );
    expect(outcomes.filter((outcome) => outcome.applied)).toHaveLength(1);
    expect(
      outcomes.filter((outcome) => !outcome.applied && outcome.existing?.status === 'PROCESSING'),
    ).toHaveLength(19);
  });
}

const EXPECTATIONS: readonly [string, Expectation, boolean][] = [
  ['equals its text', { attribute: 'status', equals: 'RECEIVED' }, true],
  ['equals another text', { attribute: 'status', equals: 'PROCESSING' }, false],
  ['equals its number', { attribute: 'generation', equals: 1 }, true],
  ['equals another number', { attribute: 'generation', equals: 2 }, false],
  ['equals where nothing is', { attribute: 'leaseOwner', equals: 'me' }, false],
  ['absent where nothing is', { attribute: 'leaseOwner', absent: true }, true],
  ['absent where something is', { attribute: 'status', absent: true }, false],
  ['at most, where nothing is', { attribute: 'notBefore', absentOrAtMost: NOON }, true],
  ['at most a later time', { attribute: 'receivedAt', absentOrAtMost: NOON + 1 }, true],
  ['at most the same time', { attribute: 'receivedAt', absentOrAtMost: NOON }, true],
  ['at most an earlier time', { attribute: 'receivedAt', absentOrAtMost: NOON - 1 }, false],
  ['at most a smaller number', { attribute: 'generation', absentOrAtMost: 0 }, false],
  ['at most a number with more digits', { attribute: 'generation', absentOrAtMost: 10 }, true],
];

function describeExpectations(current: Current): void {
  it.each(EXPECTATIONS)('judges "%s"', async (_name, expectation, holds) => {
    const { store, record } = await given(current);
    const write = writeTo(record, { expect: [expectation], set: { attempts: 7 } });
    const outcome = await store.update(write);
    const moved = { ...record, attempts: 7, writeId: write.writeId };
    expect(outcome).toEqual(holds ? { applied: true, record: moved } : { applied: false, existing: record });
    expect(await store.get(record.pk)).toEqual(holds ? moved : record);
  });

  it('needs every expectation to hold', async () => {
    const { store, record } = await given(current);
    const outcome = await store.update(
      writeTo(record, {
        expect: [
          { attribute: 'status', equals: 'RECEIVED' },
          { attribute: 'writeId', equals: 'another' },
        ],
      }),
    );
    expect(outcome).toEqual({ applied: false, existing: record });
  });
}

function describeOwnWrites(current: Current): void {
  it('recognises its own create when it is sent again', async () => {
    const { store, record } = await given(current);
    expect(await store.create(record)).toEqual({ applied: true, record });
  });

  it('recognises its own update when it is sent again', async () => {
    const { store, record } = await given(current);
    const write = writeTo(record, {
      expect: [{ attribute: 'status', equals: 'RECEIVED' }],
      set: { ...LEASED, attempts: 1 },
    });
    const first = await store.update(write);
    expect(await store.update(write)).toEqual(first);
  });

  it('recognises its own lease even after the sweeper has written', async () => {
    const { store, record } = await given(current);
    const writeId = randomUUID();
    const lease: ConditionalWrite = {
      ...writeTo(record, { expect: [{ attribute: 'status', equals: 'RECEIVED' }] }),
      writeId,
      set: { ...LEASED, leaseOwner: writeId },
    };
    await store.update(lease);
    await store.update(writeTo(record, { set: { sweepCount: 1 } }));
    expect(await store.update(lease)).toMatchObject({
      applied: true,
      record: { leaseOwner: writeId, sweepCount: 1 },
    });
  });
}

function describeExpiry(current: Current): void {
  const expiring = (): EventRecord =>
    openRecord({
      status: 'ARCHIVED',
      statusDay: 'ARCHIVED#2026-03-01#0',
      expiresAt: NOON / 1000 + 60,
      jobId: 'old',
    });

  it('shows a record until the second it expires, and not from then on', async () => {
    const { store, clock } = current();
    const record = expiring();
    await store.create(record);
    clock.time = NOON + 59_999;
    expect(await store.get(record.pk)).toEqual(record);
    clock.time = NOON + 60_000;
    expect(await store.get(record.pk)).toBeUndefined();
  });

  it('replaces an expired record whole', async () => {
    const { store, clock } = current();
    const old = expiring();
    await store.create(old);
    clock.time = NOON + 60_000;
    const fresh = openRecord({ pk: old.pk });
    expect(await store.create(fresh)).toEqual({ applied: true, record: fresh });
    expect(await store.get(old.pk)).toEqual(fresh);
  });

  it('does not replace a record that expires in a second', async () => {
    const { store, clock } = current();
    const old = expiring();
    await store.create(old);
    clock.time = NOON + 59_000;
    expect(await store.create({ ...openRecord(), pk: old.pk })).toEqual({ applied: false, existing: old });
  });

  it('has nothing to show when an update is refused by an expired record', async () => {
    const { store, clock } = current();
    const old = expiring();
    await store.create(old);
    clock.time = NOON + 60_000;
    const write = writeTo(old, { expect: [{ attribute: 'status', equals: 'RECEIVED' }] });
    expect(await store.update(write)).toEqual({ applied: false });
  });
}

async function given(current: Current) {
  const record = openRecord();
  await current().store.create(record);
  return { ...current(), record };
}

function writeTo(record: EventRecord, parts: Partial<ConditionalWrite>): ConditionalWrite {
  return { pk: record.pk, writeId: randomUUID(), expect: [], set: {}, remove: [], ...parts };
}
