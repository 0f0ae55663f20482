import { type EventRecord, toIso } from '../../lambda/domain/event-record';
import type { EventStatus } from '../../lambda/domain/lifecycle';
import * as moves from '../../lambda/domain/moves';
import * as recoveries from '../../lambda/domain/recovery-moves';
import { type StoredResult, storedResultOf } from '../../lambda/domain/stored-result';
import { applied, applyWrite } from '../support/apply-write';
import { moveAt, NOW, recordIn, storedResult } from '../support/records';

const reason = { kind: 'transient', message: 'why' } as const;

describe('redrive', () => {
  it('begins a new window in the same generation', () => {
    const seen = recordIn('FAILED', { attempts: 40, crashes: 5, sweeps: 2, lastError: reason });
    const record = applied(seen, recoveries.redrive(seen, moveAt(NOW + 5)));
    expect(record).toMatchObject({
      status: 'RECEIVED',
      attempts: 0,
      generation: 1,
      openedAt: toIso(NOW + 5),
    });
    expect(record).not.toHaveProperty('crashes');
    expect(record).not.toHaveProperty('sweeps');
  });

  it('brings an event back once', () => {
    const seen = recordIn('FAILED');
    const back = applied(seen, recoveries.redrive(seen, moveAt(NOW, 'one')));
    expect(applyWrite(back, recoveries.redrive(seen, moveAt(NOW, 'two'))).applied).toBe(false);
  });
});

describe('replay', () => {
  it('begins the next generation and remembers the object it will replace', () => {
    const seen = recordIn('STORED', { ...storedResult, generation: 2 });
    const record = applied(seen, recoveries.replay(seen, moveAt()));
    expect(record).toMatchObject({
      status: 'RECEIVED',
      generation: 3,
      origin: 'replay',
      resultKey: storedResult.resultKey,
      resultETag: storedResult.resultETag,
    });
  });

  it('keeps the result, its marks and whose it is until a better one is stored', () => {
    const seen = recordIn('STORED', { ...storedResult, resultReviewed: true, coveredBy: 'limai#recon' });
    const record = applied(seen, recoveries.replay(seen, moveAt()));
    expect(storedResultOf(record)).toEqual({ ...storedResult, resultReviewed: true });
    expect(record.coveredBy).toBe('limai#recon');
  });

  it.each(['STORED', 'EXTRACTION_FAILED', 'ARCHIVED'] as const)(
    'remembers that it came from %s',
    (status) => {
      const seen = recordIn(status);
      expect(applied(seen, recoveries.replay(seen, moveAt())).replayedFrom).toBe(status);
    },
  );

  it.each([
    ['EXTRACTION_FAILED', reason],
    ['ARCHIVED', reason],
    // What stands in a STORED record is what an earlier replay met: it explains nothing about this one.
    ['STORED', undefined],
  ] as const)('keeps the reason of %s apart from its own', (status, kept) => {
    const seen = recordIn(status, { lastError: reason });
    const record = applied(seen, recoveries.replay(seen, moveAt()));
    expect(record.replayedFromError).toEqual(kept);
    expect(record).not.toHaveProperty('lastError');
  });
});

/** A replay of a final event, as its processor has it. */
function replaying(from: EventStatus, overrides: Partial<EventRecord> = {}): EventRecord {
  const result = from === 'STORED' ? storedResult : {};
  return recordIn('PROCESSING', { ...result, generation: 2, replayedFrom: from, ...overrides });
}

const OF_REPLAY = ['replayedFrom', 'replayedFromError', 'replacing'] as const;

describe('a replay that brought nothing', () => {
  const returned = (seen: EventRecord, result?: StoredResult) =>
    applied(
      seen,
      recoveries.returnFromReplay(seen, { to: seen.replayedFrom ?? 'FAILED', reason, result }, moveAt()),
    );

  it.each(['STORED', 'EXTRACTION_FAILED', 'ARCHIVED'] as const)('returns to %s with the reason', (from) => {
    const record = returned(replaying(from, { replacing: true }));
    expect(record).toMatchObject({
      status: from,
      generation: 2,
      lastError: { kind: 'transient', message: 'A replay brought nothing (transient): why' },
    });
    expect(record.statusDay).toMatch(new RegExp(`^${from}#`));
    for (const attribute of [...OF_REPLAY, 'workShard', 'dueAt', 'leaseOwner', 'leaseUntil']) {
      expect(record).not.toHaveProperty(attribute);
    }
  });

  it('keeps the result it set out from', () => {
    expect(storedResultOf(returned(replaying('STORED')))).toEqual(storedResult);
  });

  it('keeps whose result it shares', () => {
    expect(returned(replaying('STORED', { coveredBy: 'limai#recon' })).coveredBy).toBe('limai#recon');
  });

  it('vouches for the former result as it was written again', () => {
    const rewritten = { ...storedResult, resultETag: '"again"', resultSha256: '3'.repeat(64) };
    expect(storedResultOf(returned(replaying('STORED'), rewritten))).toEqual(rewritten);
  });

  /** The record after another replay has begun and is being worked on. */
  const again = (seen: EventRecord): EventRecord => ({
    ...applied(seen, recoveries.replay(seen, moveAt())),
    status: 'PROCESSING',
    leaseOwner: 'lease-1',
  });

  it('keeps the own reason of the state it returns to, however often', () => {
    const own = { kind: 'extraction_failed', message: 'Not readable.' } as const;
    const once = returned(replaying('EXTRACTION_FAILED', { replayedFromError: own }));
    expect(once.lastError).toEqual({
      kind: 'extraction_failed',
      message: 'Not readable. A replay brought nothing (transient): why',
    });
    expect(returned(again(once)).lastError).toEqual(once.lastError);
  });

  it('takes the reason of an earlier replay for no reason of the state', () => {
    const once = returned(replaying('ARCHIVED'));
    const failing = {
      ...again(once),
      replayedFromError: { kind: 'throttled', message: once.lastError?.message ?? '' },
    } as const;
    expect(returned(failing).lastError).toEqual(once.lastError);
  });

  it('has room for both reasons, and writes no more than a record can hold', () => {
    const long = { kind: 'extraction_failed', message: 'x'.repeat(1_000) } as const;
    const { lastError } = returned(replaying('EXTRACTION_FAILED', { replayedFromError: long }));
    expect(lastError?.message).toMatch(/^x{500} A replay brought nothing \(transient\): why$/);
    const seen = replaying('EXTRACTION_FAILED', { replayedFromError: long });
    const many = { kind: 'transient', message: 'y'.repeat(1_000) } as const;
    const write = recoveries.returnFromReplay(seen, { to: 'EXTRACTION_FAILED', reason: many }, moveAt());
    expect(applied(seen, write).lastError?.message).toHaveLength(1_000);
  });
});

describe('a replay that brought nothing and whose former result is gone', () => {
  it('ends FAILED and vouches for nothing; the key stays, as the place of the next result', () => {
    const seen = replaying('STORED', {
      replacing: true,
      resultEmpty: true,
      resultReviewed: true,
      coveredBy: 'limai#recon',
    });
    const lost = { kind: 'result_lost', message: 'gone' } as const;
    const record = applied(seen, recoveries.loseResult(seen, lost, moveAt()));
    expect(record).toMatchObject({
      status: 'FAILED',
      lastError: lost,
      resultKey: storedResult.resultKey,
    });
    const { resultKey: _, ...vouched } = storedResult;
    const removed = [...Object.keys(vouched), 'resultEmpty', 'resultReviewed', 'coveredBy', ...OF_REPLAY];
    for (const attribute of removed) {
      expect(record).not.toHaveProperty(attribute);
    }
  });
});

describe('a new body', () => {
  const body = { rawBody: '{"new":1}', bodySha256: '2'.repeat(64) };

  it('takes the place of the old one, wherever that lies', () => {
    const { rawBody: _, ...rest } = recordIn('RECEIVED');
    const seen = { ...rest, rawKey: 'raw/limai/old' };
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, moveAt(NOW + 5)));
    expect(record).toMatchObject({ ...body, status: 'RECEIVED', bodyReceivedAt: toIso(NOW + 5) });
    expect(record).not.toHaveProperty('rawKey');
    const large = { rawKey: 'raw/limai/new', bodySha256: '4'.repeat(64) };
    const next = applied(record, recoveries.renewBody(record, { body: large, learnt: {} }, moveAt()));
    expect(next).toMatchObject(large);
    expect(next).not.toHaveProperty('rawBody');
  });

  it('leaves an open event its window and its attempts', () => {
    const seen = recordIn('RECEIVED', { attempts: 7, notBefore: toIso(NOW + 60_000) });
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, moveAt()));
    expect(record).toMatchObject({ attempts: 7, notBefore: toIso(NOW + 60_000) });
    expect(record).not.toHaveProperty('openedAt');
  });

  it.each(['FAILED', 'ARCHIVED'] as const)('opens a %s event again, in the same generation', (status) => {
    const lastError = { kind: 'link_expired', message: 'dead' } as const;
    const seen = recordIn(status, { lastError, attempts: 3 });
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, moveAt()));
    expect(record).toMatchObject({ status: 'RECEIVED', generation: 1, attempts: 0, openedAt: toIso(NOW) });
    expect(record).not.toHaveProperty('replayedFrom');
    expect(record).not.toHaveProperty('statusDay');
  });

  it('may name the document', () => {
    const seen = recordIn('RECEIVED');
    const learnt = { documentId: 'd', documentKey: 'limai#d', resultKey: 'results/k.json' };
    expect(applied(seen, recoveries.renewBody(seen, { body, learnt }, moveAt()))).toMatchObject(learnt);
  });

  it('is refused by a record that was written since', () => {
    const seen = recordIn('RECEIVED');
    const write = recoveries.renewBody(seen, { body, learnt: {} }, moveAt());
    expect(applyWrite({ ...seen, writeId: 'another' }, write).applied).toBe(false);
  });
});

describe('cover', () => {
  const twin = { pk: 'limai#recon:file_1:2024', result: storedResult };

  it('shares the result of the reconciled event, and says whose it is', () => {
    const seen = recordIn('PROCESSING', { lastError: { kind: 'transient', message: 'why' } });
    const record = applied(seen, moves.cover(seen, twin, moveAt()));
    expect(record).toMatchObject({ status: 'STORED', coveredBy: twin.pk, ...storedResult });
    expect(record).not.toHaveProperty('lastError');
  });

  it('stays through a replay until that stores an object of its own', () => {
    const seen = replaying('STORED', { coveredBy: twin.pk });
    const own = { ...storedResult, resultKey: 'results/own.json' };
    const record = applied(seen, moves.store(seen, own, moveAt()));
    expect(storedResultOf(record)).toEqual(own);
    expect(record).not.toHaveProperty('coveredBy');
  });
});

describe('a stored result', () => {
  it('ends the replay that brought it', () => {
    const seen = replaying('EXTRACTION_FAILED', {
      replayedFromError: reason,
      lastError: reason,
      replacing: true,
    });
    const record = applied(seen, moves.store(seen, storedResult, moveAt()));
    for (const attribute of [...OF_REPLAY, 'lastError']) {
      expect(record).not.toHaveProperty(attribute);
    }
  });

  it('takes over no mark of the one before', () => {
    const seen = replaying('STORED', { resultEmpty: true, resultReviewed: true });
    const record = applied(seen, moves.store(seen, storedResult, moveAt()));
    expect(storedResultOf(record)).toEqual(storedResult);
    const marked = { ...storedResult, resultReviewed: true } as const;
    expect(storedResultOf(applied(seen, moves.store(seen, marked, moveAt())))).toEqual(marked);
  });
});

describe('the reason of bringing an event back', () => {
  it.each([
    ['redrive', 'FAILED', recoveries.redrive],
    ['replay', 'STORED', recoveries.replay],
  ] as const)('is kept by a %s, and forgotten by the next one that has none', (_, status, move) => {
    const seen = recordIn(status);
    const back = applied(seen, move(seen, moveAt(NOW, 'one'), 'schema was wrong'));
    expect(back.replayReason).toBe('schema was wrong');
    const again = recordIn(status, { replayReason: 'schema was wrong' });
    expect(applied(again, move(again, moveAt(NOW, 'two')))).not.toHaveProperty('replayReason');
  });

  it('is kept by a quarantined body that another version could read', () => {
    const seen = recordIn('QUARANTINED');
    const record = applied(
      seen,
      recoveries.supersede(seen, { pk: 'limai#evt_9', reason: 'new form' }, moveAt()),
    );
    expect(record.replayReason).toBe('new form');
  });

  it.each([
    ['nothing', ' '],
    ['257 characters', 'x'.repeat(257)],
    ['a line break', 'one\ntwo'],
    ['an escape', 'red \u001b[31m'],
    ['a line separator', 'one\u2028two'],
    ['half a character', '\ud83d'],
  ])('is refused: %s', (_, text) => {
    const seen = recordIn('FAILED');
    expect(() => recoveries.redrive(seen, moveAt(), text)).toThrow(RangeError);
  });

  it('may have 256 characters of any language', () => {
    const seen = recordIn('FAILED');
    const reason = 'ü'.repeat(256);
    expect(applied(seen, recoveries.redrive(seen, moveAt(), reason)).replayReason).toBe(reason);
  });
});

describe('supersede', () => {
  it('archives the quarantined body and names the event it became', () => {
    const seen = recordIn('QUARANTINED');
    const record = applied(seen, recoveries.supersede(seen, { pk: 'limai#evt_9' }, moveAt()));
    expect(record).toMatchObject({ status: 'ARCHIVED', supersededBy: 'limai#evt_9' });
    expect(record.statusDay).toMatch(/^ARCHIVED#/);
  });
});
