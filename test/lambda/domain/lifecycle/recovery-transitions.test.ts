import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-transitions';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { type StoredResult, toStoredResult } from '../../../../lambda/domain/result/stored-result';
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

describe('a replay that brought nothing', () => {
  const returned = (seen: EventRecord, result?: StoredResult) =>
    applied(
      seen,
      recoveries.returnFromReplay(
        seen,
        { to: seen.replayedFrom ?? 'FAILED', reason, result },
        transitionAt(),
      ),
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
    expect(toStoredResult(returned(replaying('STORED')))).toEqual(storedResult);
  });

  it('keeps whose result it shares', () => {
    expect(returned(replaying('STORED', { sharedResultOf: 'limai#recon' })).sharedResultOf).toBe(
      'limai#recon',
    );
  });

  it('vouches for the former result as it was written again', () => {
    const rewritten = { ...storedResult, resultETag: '"again"', resultSha256: '3'.repeat(64) };
    expect(toStoredResult(returned(replaying('STORED'), rewritten))).toEqual(rewritten);
  });

  /** The record after another replay has begun and is being worked on. */
  const again = (seen: EventRecord): EventRecord =>
    recordIn('PROCESSING', {
      ...applied(seen, recoveries.refetch(seen, transitionAt())),
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
    const write = recoveries.returnFromReplay(
      seen,
      { to: 'EXTRACTION_FAILED', reason: many },
      transitionAt(),
    );
    expect(applied(seen, write).lastError?.message).toHaveLength(1_000);
  });
});

describe('a replay that brought nothing and whose former result is gone', () => {
  it('ends FAILED and vouches for nothing; the key stays, as the place of the next result', () => {
    const seen = replaying('STORED', {
      replacing: true,
      resultEmpty: true,
      resultReviewed: true,
      sharedResultOf: 'limai#recon',
    });
    const lost = { kind: 'result_lost', message: 'gone' } as const;
    const record = applied(seen, recoveries.loseResult(seen, lost, transitionAt()));
    expect(record).toMatchObject({
      status: 'FAILED',
      lastError: lost,
      resultKey: storedResult.resultKey,
    });
    const { resultKey: _, ...vouched } = storedResult;
    const removed = [
      ...Object.keys(vouched),
      'resultEmpty',
      'resultReviewed',
      'sharedResultOf',
      ...OF_REPLAY,
    ];
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
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, transitionAt(NOW + 5)));
    expect(record).toMatchObject({ ...body, status: 'RECEIVED', bodyReceivedAt: NOW + 5 });
    expect(record).not.toHaveProperty('rawKey');
    const large = { rawKey: 'raw/limai/new', bodySha256: '4'.repeat(64) };
    const next = applied(record, recoveries.renewBody(record, { body: large, learnt: {} }, transitionAt()));
    expect(next).toMatchObject(large);
    expect(next).not.toHaveProperty('rawBody');
  });

  it('leaves an open event its window and its attempts', () => {
    const seen = recordIn('RECEIVED', { attempts: 7, notBefore: NOW + 60_000 });
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, transitionAt()));
    expect(record).toMatchObject({ attempts: 7, notBefore: NOW + 60_000 });
    expect(record).not.toHaveProperty('openedAt');
  });

  it.each(['FAILED', 'ARCHIVED'] as const)('opens a %s event again, in the same generation', (status) => {
    const lastError = { kind: 'link_expired', message: 'dead' } as const;
    const seen = recordIn(status, { lastError, attempts: 3 });
    const record = applied(seen, recoveries.renewBody(seen, { body, learnt: {} }, transitionAt()));
    expect(record).toMatchObject({ status: 'RECEIVED', generation: 1, attempts: 0, openedAt: NOW });
    expect(record).not.toHaveProperty('replayedFrom');
    expect(record).not.toHaveProperty('statusDay');
  });

  it('may name the document', () => {
    const seen = recordIn('RECEIVED');
    const learnt = { documentId: 'd', documentKey: 'limai#d', resultKey: 'results/k.json' };
    expect(applied(seen, recoveries.renewBody(seen, { body, learnt }, transitionAt()))).toMatchObject(learnt);
  });

  it('is refused by a record that was written since', () => {
    const seen = recordIn('RECEIVED');
    const write = recoveries.renewBody(seen, { body, learnt: {} }, transitionAt());
    expect(applyWrite({ ...seen, writeId: 'another' }, write).applied).toBe(false);
  });
});
