import { EVENT_TABLE } from '../../../../lambda/contracts/event-table';
import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import { finalFields } from '../../../../lambda/domain/lifecycle/move-base';
import * as moves from '../../../../lambda/domain/lifecycle/moves';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { applied, applyWrite } from '../../../support/apply-write';
import { moveAt, NOW, POLICY, recordIn, storedResult, waitingRecord } from '../../../support/records';

const reason = { kind: 'transient', message: 'why' } as const;
const GRACE_MS = POLICY.graceSeconds * 1000;

describe('lease', () => {
  it('takes a waiting event for the length of a lease', () => {
    const record = applied(waitingRecord(), moves.lease('limai#evt_1', moveAt(NOW, 'me')));
    expect(record).toMatchObject({
      status: 'PROCESSING',
      leaseOwner: 'me',
      leaseUntil: toIso(NOW + 120_000),
      writeId: 'me',
    });
  });

  it.each([
    ['refuses one millisecond before notBefore', -1, false],
    ['grants at notBefore', 0, true],
  ])('%s', (_, offset, granted) => {
    const record = waitingRecord({ notBefore: toIso(NOW) });
    const write = moves.lease(record.pk, moveAt(NOW + offset));
    expect(applyWrite(record, write).applied).toBe(granted);
  });

  it('refuses an event of another key', () => {
    expect(applyWrite(waitingRecord(), moves.lease('limai#other', moveAt())).applied).toBe(false);
  });

  it('touches no attribute that an index holds', () => {
    const indexed = Object.values(EVENT_TABLE.indexes).flatMap((index) => [
      index.partitionKey,
      index.sortKey,
      ...index.include,
    ]);
    const { set, remove } = moves.lease('limai#evt_1', moveAt());
    const before = waitingRecord();
    const after = applied(before, { pk: before.pk, writeId: 'w', expect: [], set, remove });
    const entryOf = (record: typeof before) =>
      indexed.filter((name) => name !== 'updatedAt').map((name) => record[name]);
    expect(entryOf(after)).toEqual(entryOf(before));
    // byStatus sorts by updatedAt, which a lease writes; the entry exists only beside statusDay.
    expect(after).not.toHaveProperty('statusDay');
  });
});

describe('takeOver', () => {
  it('changes the owner and counts the crash', () => {
    const seen = recordIn('PROCESSING', { crashes: 2 });
    const record = applied(seen, moves.takeOver(seen, moveAt(NOW, 'me')));
    expect(record).toMatchObject({ status: 'PROCESSING', leaseOwner: 'me', crashes: 3 });
  });

  it('is refused once another has taken over', () => {
    const seen = recordIn('PROCESSING');
    const taken = applied(seen, moves.takeOver(seen, moveAt(NOW, 'other')));
    expect(applyWrite(taken, moves.takeOver(seen, moveAt(NOW, 'me'))).applied).toBe(false);
  });
});

describe('an outcome of a holder whose lease was taken over', () => {
  const stale = recordIn('PROCESSING', { leaseOwner: 'stale' });
  const current = recordIn('PROCESSING', { leaseOwner: 'current' });

  it.each([
    ['store', moves.store(stale, storedResult, moveAt())],
    ['end', moves.end(stale, 'FAILED', reason, moveAt())],
    ['retry', moves.retry(stale, { notBefore: NOW, lastError: reason }, moveAt())],
    ['release', moves.release(stale, reason, moveAt())],
  ])('%s changes nothing', (_, write) => {
    expect(applyWrite(current, write)).toEqual({ applied: false, existing: current });
  });
});

describe('store', () => {
  it('keeps what vouches for the result and forgets the last error', () => {
    const leased = recordIn('PROCESSING', { lastError: reason, attempts: 3 });
    const record = applied(leased, moves.store(leased, storedResult, moveAt()));
    expect(record).toMatchObject({ ...storedResult, status: 'STORED', attempts: 3 });
    expect(record).not.toHaveProperty('lastError');
  });

  it('holds although the sweeper looked at the record meanwhile', () => {
    const leased = recordIn('PROCESSING');
    const swept = applied(leased, moves.pushDue(leased, NOW, false, moveAt(NOW, 'sweeper')));
    expect(applyWrite(swept, moves.store(leased, storedResult, moveAt())).applied).toBe(true);
  });
});

describe('retry', () => {
  const retryIn = (milliseconds: number, fields: { sweeps?: number } = {}) => {
    const leased = recordIn('PROCESSING', { attempts: 4, crashes: 1, ...fields });
    const plan = { notBefore: NOW + milliseconds, lastError: reason };
    return applied(leased, moves.retry(leased, plan, moveAt()));
  };

  it('waits until notBefore, and the sweeper a grace longer for the message to arrive', () => {
    expect(retryIn(900_000, { sweeps: 0 })).toMatchObject({
      status: 'RECEIVED',
      attempts: 5,
      notBefore: toIso(NOW + 900_000),
      dueAt: toIso(NOW + 900_000 + GRACE_MS),
      lastError: reason,
    });
  });

  it('remembers when the provider said "not ready"', () => {
    expect(retryIn(1_000)).not.toHaveProperty('notReadyAt');
    const leased = recordIn('PROCESSING');
    const plan = { notBefore: NOW + 1_000, lastError: { kind: 'not_ready', message: 'PROCESSING' } } as const;
    expect(applied(leased, moves.retry(leased, plan, moveAt())).notReadyAt).toBe(toIso(NOW));
  });

  it('keeps a message of any length from filling the record', () => {
    const leased = recordIn('PROCESSING');
    const lastError = { kind: 'transient', message: 'x'.repeat(500_000) } as const;
    const record = applied(leased, moves.retry(leased, { notBefore: NOW, lastError }, moveAt()));
    expect(record.lastError?.message).toHaveLength(1_000);
  });

  it('gives the message as much more time as the sweeper has sent others before, up to four hours', () => {
    expect(retryIn(0, { sweeps: 20 }).dueAt).toBe(toIso(NOW + 4 * 3_600_000));
    const record = retryIn(900_000, { sweeps: 3 });
    expect(record).toMatchObject({ sweeps: 3, dueAt: toIso(NOW + 900_000 + 8 * GRACE_MS) });
  });

  it('is due for the sweeper at notBefore itself when no message can be delayed that long', () => {
    const record = retryIn(900_001);
    expect(record).toMatchObject({ notBefore: toIso(NOW + 900_001), dueAt: toIso(NOW + 900_001) });
  });

  it('forgets the lease, and the crashes that came before an outcome', () => {
    const record = retryIn(1_000);
    expect(record).not.toHaveProperty('leaseOwner');
    expect(record).not.toHaveProperty('leaseUntil');
    expect(record).not.toHaveProperty('crashes');
  });
});

describe('a crash', () => {
  it.each([
    ['release', moves.release],
    ['expireLease', moves.expireLease],
  ])('%s frees the event at once, counts a crash and no attempt', (_, move) => {
    const seen = recordIn('PROCESSING', { attempts: 2 });
    const record = applied(seen, move(seen, reason, moveAt()));
    expect(record).toMatchObject({ status: 'RECEIVED', crashes: 1, attempts: 2 });
    expect(record).not.toHaveProperty('leaseOwner');
    // Another machine's clock may be slower than ours.
    expect(record).not.toHaveProperty('notBefore');
  });

  it('expireLease counts the message the sweeper is about to send', () => {
    const seen = recordIn('PROCESSING', { sweeps: 1 });
    expect(applied(seen, moves.expireLease(seen, reason, moveAt())).sweeps).toBe(2);
  });
});

describe('pushDue', () => {
  it.each([
    [0, 2],
    [1, 4],
    [2, 8],
  ])('after %i sends looks again %i graces later', (sweeps, graces) => {
    const seen = waitingRecord({ sweeps });
    const record = applied(seen, moves.pushDue(seen, NOW, true, moveAt()));
    expect(record).toMatchObject({ dueAt: toIso(NOW + graces * GRACE_MS), sweeps: sweeps + 1 });
    expect(record.status).toBe('RECEIVED');
  });

  it('does not count the first message of an event that waits further off than a message can', () => {
    const at = toIso(NOW);
    const seen = waitingRecord({ notBefore: at, dueAt: at });
    const record = applied(seen, moves.pushDue(seen, NOW, true, moveAt()));
    expect(record).toMatchObject({ dueAt: toIso(NOW + GRACE_MS), sweeps: 0 });
  });

  it('counts no message when it sends none', () => {
    const seen = recordIn('PROCESSING');
    const record = applied(seen, moves.pushDue(seen, NOW + 5, false, moveAt(NOW + 5)));
    expect(record).toMatchObject({ status: 'PROCESSING', sweeps: 0, dueAt: toIso(NOW + 5 + GRACE_MS) });
    expect(record.updatedAt).toBe(seen.updatedAt);
  });

  it('stays a valid time however often it was sent', () => {
    const seen = waitingRecord({ sweeps: 5_000 });
    expect(() => moves.pushDue(seen, NOW, true, moveAt())).not.toThrow();
  });

  it('is refused when two sweeps saw the same record', () => {
    const seen = waitingRecord();
    const first = applied(seen, moves.pushDue(seen, NOW, true, moveAt(NOW, 'one')));
    expect(applyWrite(first, moves.pushDue(seen, NOW, true, moveAt(NOW, 'two'))).applied).toBe(false);
  });
});

describe('finalFields', () => {
  it('lets the record expire no earlier than its retention', () => {
    const { expiresAt = 0 } = finalFields('pk', 'STORED', { now: NOW + 1, policy: POLICY });
    expect(expiresAt * 1000).toBeGreaterThanOrEqual(NOW + 1 + 90 * 86_400_000);
  });

  it.each<EventStatus>(['STORED', 'FAILED', 'ARCHIVED'])(
    'lists the record by status %s and day',
    (status) => {
      const { statusDay } = finalFields('pk', status, { now: NOW, policy: POLICY });
      expect(statusDay).toMatch(new RegExp(`^${status}#2024-01-15#[0-3]$`));
    },
  );
});
