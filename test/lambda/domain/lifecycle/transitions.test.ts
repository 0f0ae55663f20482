import { EVENT_TABLE } from '../../../../lambda/contracts/event-table';
import { finalFields } from '../../../../lambda/domain/lifecycle/conditional-write';
import type { EventStatus } from '../../../../lambda/domain/lifecycle/lifecycle';
import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import { applied, applyWrite } from '../../../support/records/apply-write';
import {
  NOW,
  POLICY,
  recordIn,
  storedResult,
  transitionAt,
  waitingRecord,
} from '../../../support/records/records';

const reason = { kind: 'transient', message: 'why' } as const;
const GRACE_MS = POLICY.graceSeconds * 1000;

describe('lease', () => {
  it('takes a waiting event for the length of a lease', () => {
    const record = applied(waitingRecord(), transitions.lease('limai#evt_1', transitionAt(NOW, 'me')));
    expect(record).toMatchObject({
      status: 'PROCESSING',
      leaseOwner: 'me',
      leaseUntil: NOW + 120_000,
      writeId: 'me',
    });
  });

  it.each([
    ['refuses one millisecond before notBefore', -1, false],
    ['grants at notBefore', 0, true],
  ])('%s', (_, offset, granted) => {
    const record = waitingRecord({ notBefore: NOW });
    const write = transitions.lease(record.pk, transitionAt(NOW + offset));
    expect(applyWrite(record, write).applied).toBe(granted);
  });

  it('refuses an event of another key', () => {
    expect(applyWrite(waitingRecord(), transitions.lease('limai#other', transitionAt())).applied).toBe(false);
  });

  it('touches no attribute that an index holds', () => {
    const indexed = Object.values(EVENT_TABLE.indexes).flatMap((index) => [
      index.partitionKey,
      index.sortKey,
      ...index.include,
    ]);
    const { set, remove } = transitions.lease('limai#evt_1', transitionAt());
    const before = waitingRecord();
    const after = applied(before, { pk: before.pk, writeId: 'w', expect: [], set, remove });
    const toEntry = (record: typeof before) =>
      indexed.filter((name) => name !== 'updatedAt').map((name) => record[name]);
    expect(toEntry(after)).toEqual(toEntry(before));
    // byStatus sorts by updatedAt, which a lease writes; the entry exists only beside statusDay.
    expect(after).not.toHaveProperty('statusDay');
  });
});

describe('takeOver', () => {
  it('changes the owner and counts the crash', () => {
    const seen = recordIn('PROCESSING', { crashes: 2 });
    const record = applied(seen, transitions.takeOver(seen, transitionAt(NOW, 'me')));
    expect(record).toMatchObject({ status: 'PROCESSING', leaseOwner: 'me', crashes: 3 });
  });

  it('is refused once another has taken over', () => {
    const seen = recordIn('PROCESSING');
    const taken = applied(seen, transitions.takeOver(seen, transitionAt(NOW, 'other')));
    expect(applyWrite(taken, transitions.takeOver(seen, transitionAt(NOW, 'me'))).applied).toBe(false);
  });
});

describe('an outcome of a holder whose lease was taken over', () => {
  const stale = recordIn('PROCESSING', { leaseOwner: 'stale' });
  const current = recordIn('PROCESSING', { leaseOwner: 'current' });

  it.each([
    ['store', transitions.markStored(stale, storedResult, transitionAt())],
    ['end', transitions.markFailed(stale, 'FAILED', reason, transitionAt())],
    ['retry', transitions.retry(stale, { notBefore: NOW, lastError: reason }, transitionAt())],
    ['release', transitions.release(stale, reason, transitionAt())],
  ])('%s changes nothing', (_, write) => {
    expect(applyWrite(current, write)).toEqual({ applied: false, existing: current });
  });
});

describe('markStored', () => {
  it('keeps what vouches for the result and forgets the last error', () => {
    const leased = recordIn('PROCESSING', { lastError: reason, attempts: 3 });
    const record = applied(leased, transitions.markStored(leased, storedResult, transitionAt()));
    expect(record).toMatchObject({ ...storedResult, status: 'STORED', attempts: 3 });
    expect(record).not.toHaveProperty('lastError');
  });

  it('holds although the sweeper looked at the record meanwhile', () => {
    const leased = recordIn('PROCESSING');
    const swept = applied(leased, transitions.postponeSweep(leased, transitionAt(NOW, 'sweeper')));
    expect(applyWrite(swept, transitions.markStored(leased, storedResult, transitionAt())).applied).toBe(
      true,
    );
  });
});

describe('retry', () => {
  const retryIn = (milliseconds: number, fields: { sweepCount?: number } = {}) => {
    const leased = recordIn('PROCESSING', { attempts: 4, crashes: 1, ...fields });
    const plan = { notBefore: NOW + milliseconds, lastError: reason };
    return applied(leased, transitions.retry(leased, plan, transitionAt()));
  };

  it('waits until notBefore, and the sweeper a grace longer for the message to arrive', () => {
    expect(retryIn(900_000, { sweepCount: 0 })).toMatchObject({
      status: 'RECEIVED',
      attempts: 5,
      notBefore: NOW + 900_000,
      dueAt: NOW + 900_000 + GRACE_MS,
      lastError: reason,
    });
  });

  it('remembers when the provider said "not ready"', () => {
    expect(retryIn(1_000)).not.toHaveProperty('notReadyAt');
    const leased = recordIn('PROCESSING');
    const plan = { notBefore: NOW + 1_000, lastError: { kind: 'not_ready', message: 'PROCESSING' } } as const;
    expect(applied(leased, transitions.retry(leased, plan, transitionAt())).notReadyAt).toBe(NOW);
  });

  it('keeps a message of any length from filling the record', () => {
    const leased = recordIn('PROCESSING');
    const lastError = { kind: 'transient', message: 'x'.repeat(500_000) } as const;
    const record = applied(leased, transitions.retry(leased, { notBefore: NOW, lastError }, transitionAt()));
    expect(record.lastError?.message).toHaveLength(1_000);
  });

  it('gives the message as much more time as the sweeper has sent others before, up to four hours', () => {
    expect(retryIn(0, { sweepCount: 20 }).dueAt).toBe(NOW + 4 * 3_600_000);
    const record = retryIn(900_000, { sweepCount: 3 });
    expect(record).toMatchObject({ sweepCount: 3, dueAt: NOW + 900_000 + 8 * GRACE_MS });
  });

  it('is due for the sweeper at notBefore itself when no message can be delayed that long', () => {
    const record = retryIn(900_001);
    expect(record).toMatchObject({ notBefore: NOW + 900_001, dueAt: NOW + 900_001 });
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
    ['release', transitions.release],
    ['expireLease', transitions.expireLease],
  ])('%s frees the event at once, counts a crash and no attempt', (_, transition) => {
    const seen = recordIn('PROCESSING', { attempts: 2 });
    const record = applied(seen, transition(seen, reason, transitionAt()));
    expect(record).toMatchObject({ status: 'RECEIVED', crashes: 1, attempts: 2 });
    expect(record).not.toHaveProperty('leaseOwner');
    // Another machine's clock may be slower than ours.
    expect(record).not.toHaveProperty('notBefore');
  });

  it('expireLease counts the message the sweeper is about to send', () => {
    const seen = recordIn('PROCESSING', { sweepCount: 1 });
    expect(applied(seen, transitions.expireLease(seen, reason, transitionAt())).sweepCount).toBe(2);
  });
});

describe('postponeSweep', () => {
  it('counts no message and looks again a grace after the lease', () => {
    const seen = recordIn('PROCESSING');
    const record = applied(seen, transitions.postponeSweep(seen, transitionAt(NOW + 5)));
    const dueAt = seen.leaseUntil + GRACE_MS;
    expect(record).toMatchObject({ status: 'PROCESSING', sweepCount: 0, dueAt });
    expect(record.updatedAt).toBe(seen.updatedAt);
  });
});

describe('postponeForMessage', () => {
  it.each([
    [0, 2],
    [1, 4],
    [2, 8],
  ])('after %i sends looks again %i graces later', (sweepCount, graces) => {
    const seen = waitingRecord({ sweepCount });
    const record = applied(seen, transitions.postponeForMessage(seen, transitionAt()));
    expect(record).toMatchObject({ dueAt: NOW + graces * GRACE_MS, sweepCount: sweepCount + 1 });
    expect(record.status).toBe('RECEIVED');
  });

  it('does not count the first message of an event that waits further off than a message can', () => {
    const seen = waitingRecord({ notBefore: NOW, dueAt: NOW });
    const record = applied(seen, transitions.postponeForMessage(seen, transitionAt()));
    expect(record).toMatchObject({ dueAt: NOW + GRACE_MS, sweepCount: 0 });
  });

  it('stays a valid time however often it was sent', () => {
    const seen = waitingRecord({ sweepCount: 5_000 });
    expect(() => transitions.postponeForMessage(seen, transitionAt())).not.toThrow();
  });

  it('is refused when two sweeps saw the same record', () => {
    const seen = waitingRecord();
    const first = applied(seen, transitions.postponeForMessage(seen, transitionAt(NOW, 'one')));
    expect(applyWrite(first, transitions.postponeForMessage(seen, transitionAt(NOW, 'two'))).applied).toBe(
      false,
    );
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
