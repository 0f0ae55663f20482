import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-transitions';
import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import { toStoredResult } from '../../../../lambda/domain/result/stored-result';
import { applied, applyWrite } from '../../../support/records/apply-write';
import {
  NOW,
  OF_REPLAY,
  recordIn,
  replaying,
  storedResult,
  transitionAt,
} from '../../../support/records/records';

const reason = { kind: 'transient', message: 'why' } as const;

describe('redrive', () => {
  it('begins a new window in the same generation', () => {
    const seen = recordIn('FAILED', { attempts: 40, crashes: 5, sweepCount: 2, lastError: reason });
    const record = applied(seen, recoveries.redrive(seen, transitionAt(NOW + 5)));
    expect(record).toMatchObject({
      status: 'RECEIVED',
      attempts: 0,
      generation: 1,
      openedAt: NOW + 5,
    });
    expect(record).not.toHaveProperty('crashes');
    expect(record).not.toHaveProperty('sweepCount');
  });

  it('brings an event back once', () => {
    const seen = recordIn('FAILED');
    const back = applied(seen, recoveries.redrive(seen, transitionAt(NOW, 'one')));
    expect(applyWrite(back, recoveries.redrive(seen, transitionAt(NOW, 'two'))).applied).toBe(false);
  });
});

describe('refetch', () => {
  it('begins the next generation and remembers the object it will replace', () => {
    const seen = recordIn('STORED', { ...storedResult, generation: 2 });
    const record = applied(seen, recoveries.refetch(seen, transitionAt()));
    expect(record).toMatchObject({
      status: 'RECEIVED',
      generation: 3,
      origin: 'replay',
      resultKey: storedResult.resultKey,
      resultETag: storedResult.resultETag,
    });
  });

  it('keeps the result, its marks and whose it is until a better one is stored', () => {
    const seen = recordIn('STORED', { ...storedResult, resultReviewed: true, sharedResultOf: 'limai#recon' });
    const record = applied(seen, recoveries.refetch(seen, transitionAt()));
    expect(toStoredResult(record)).toEqual({ ...storedResult, resultReviewed: true });
    expect(record.sharedResultOf).toBe('limai#recon');
  });

  it.each(['STORED', 'EXTRACTION_FAILED', 'ARCHIVED'] as const)(
    'remembers that it came from %s',
    (status) => {
      const seen = recordIn(status);
      expect(applied(seen, recoveries.refetch(seen, transitionAt())).replayedFrom).toBe(status);
    },
  );

  it.each([
    ['EXTRACTION_FAILED', reason],
    ['ARCHIVED', reason],
    // What stands in a STORED record is what an earlier replay met: it explains nothing about this one.
    ['STORED', undefined],
  ] as const)('keeps the reason of %s apart from its own', (status, kept) => {
    const seen = recordIn(status, { lastError: reason });
    const record = applied(seen, recoveries.refetch(seen, transitionAt()));
    expect(record.replayedFromError).toEqual(kept);
    expect(record).not.toHaveProperty('lastError');
  });
});

describe('shareResult', () => {
  const duplicate = { pk: 'limai#recon:file_1:2024', result: storedResult };

  it('shares the result of the reconciled event, and says whose it is', () => {
    const seen = recordIn('PROCESSING', { lastError: { kind: 'transient', message: 'why' } });
    const record = applied(seen, transitions.shareResult(seen, duplicate, transitionAt()));
    expect(record).toMatchObject({ status: 'STORED', sharedResultOf: duplicate.pk, ...storedResult });
    expect(record).not.toHaveProperty('lastError');
  });

  it('stays through a replay until that stores an object of its own', () => {
    const seen = replaying('STORED', { sharedResultOf: duplicate.pk });
    const own = { ...storedResult, resultKey: 'results/own.json' };
    const record = applied(seen, transitions.markStored(seen, own, transitionAt()));
    expect(toStoredResult(record)).toEqual(own);
    expect(record).not.toHaveProperty('sharedResultOf');
  });
});

describe('a stored result', () => {
  it('ends the replay that brought it', () => {
    const seen = replaying('EXTRACTION_FAILED', {
      replayedFromError: reason,
      lastError: reason,
      replacing: true,
    });
    const record = applied(seen, transitions.markStored(seen, storedResult, transitionAt()));
    for (const attribute of [...OF_REPLAY, 'lastError']) {
      expect(record).not.toHaveProperty(attribute);
    }
  });

  it('takes over no mark of the one before', () => {
    const seen = replaying('STORED', { resultEmpty: true, resultReviewed: true });
    const record = applied(seen, transitions.markStored(seen, storedResult, transitionAt()));
    expect(toStoredResult(record)).toEqual(storedResult);
    const marked = { ...storedResult, resultReviewed: true } as const;
    expect(toStoredResult(applied(seen, transitions.markStored(seen, marked, transitionAt())))).toEqual(
      marked,
    );
  });
});

describe('the reason of bringing an event back', () => {
  it.each([
    ['redrive', 'FAILED', recoveries.redrive],
    ['refetch', 'STORED', recoveries.refetch],
  ] as const)('is kept by a %s, and forgotten by the next one that has none', (_, status, transition) => {
    const seen = recordIn(status);
    const back = applied(seen, transition(seen, transitionAt(NOW, 'one'), 'schema was wrong'));
    expect(back.replayReason).toBe('schema was wrong');
    const again = recordIn(status, { replayReason: 'schema was wrong' });
    expect(applied(again, transition(again, transitionAt(NOW, 'two')))).not.toHaveProperty('replayReason');
  });

  it('is kept by a quarantined body that another version could read', () => {
    const seen = recordIn('QUARANTINED');
    const record = applied(
      seen,
      recoveries.supersede(seen, { pk: 'limai#evt_9', reason: 'new form' }, transitionAt()),
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
    expect(() => recoveries.redrive(seen, transitionAt(), text)).toThrow(RangeError);
  });

  it('may have 256 characters of any language', () => {
    const seen = recordIn('FAILED');
    const reason = 'ü'.repeat(256);
    expect(applied(seen, recoveries.redrive(seen, transitionAt(), reason)).replayReason).toBe(reason);
  });
});

describe('supersede', () => {
  it('archives the quarantined body and names the event it became', () => {
    const seen = recordIn('QUARANTINED');
    const record = applied(seen, recoveries.supersede(seen, { pk: 'limai#evt_9' }, transitionAt()));
    expect(record).toMatchObject({ status: 'ARCHIVED', supersededBy: 'limai#evt_9' });
    expect(record.statusDay).toMatch(/^ARCHIVED#/);
  });
});
