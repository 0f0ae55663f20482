import { type EventRecord, toIso } from '../../../../lambda/domain/record/event-record';
import {
  decideByHolder,
  holderKey,
  mayBeDuplicate,
} from '../../../../lambda/domain/result/reconciled-duplicate';
import { NOW, recordIn, storedResult, waitingRecord } from '../../../support/records/records';

const SETTINGS = { settleMinutes: 15 };
const MINUTE = 60_000;
const late = waitingRecord({ occurredAt: toIso(NOW - 60 * MINUTE) });
const RECONCILED = { pk: 'limai#recon:x', eventId: 'recon:x', origin: 'reconciled' } as const;

describe('mayBeDuplicate', () => {
  it.each([
    ['a webhook that came late', late, {}, SETTINGS, true],
    ['a webhook that does not say when it happened', waitingRecord(), {}, SETTINGS, true],
    ['a webhook whose time is none', waitingRecord({ occurredAt: 'some day' }), {}, SETTINGS, true],
    ['what reconciliation captured', { ...late, ...RECONCILED }, {}, SETTINGS, true],
    ['a failure', late, { failed: true }, SETTINGS, false],
    ['a source that is not reconciled', late, {}, undefined, false],
    ['a replay', { ...late, generation: 2 }, {}, SETTINGS, false],
    ['an event that has a result', { ...late, ...storedResult }, {}, SETTINGS, false],
    ['an event received again from quarantine', { ...late, origin: 'replay' as const }, {}, SETTINGS, false],
  ])('is asked of %s: %#', (_, record, event, settings, expected) => {
    expect(mayBeDuplicate(record, event, settings)).toBe(expected);
  });

  it('is false of an event that names no document', () => {
    const { documentKey: _, ...nameless } = late;
    expect(mayBeDuplicate(nameless, {}, SETTINGS)).toBe(false);
  });

  it.each([
    [7.4, false],
    [7.5, true],
  ])('takes %d minutes for late: %s, half of what reconciliation skips', (minutes, expected) => {
    const record = waitingRecord({ occurredAt: toIso(NOW - minutes * MINUTE) });
    expect(mayBeDuplicate(record, {}, SETTINGS)).toBe(expected);
  });
});

describe('holderKey', () => {
  it('is one per source, document and type, and no event’s', () => {
    const keys = [
      late,
      { ...late, source: 'other' },
      { ...late, documentKey: 'limai#other' },
      { ...late, eventType: 'other' },
    ].map(holderKey);
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => key.startsWith('~'))).toBe(true);
    expect(holderKey({ ...late, pk: 'limai#another', eventId: 'another' })).toBe(holderKey(late));
  });
});

describe('decideByHolder', () => {
  const stored = recordIn('STORED', { ...storedResult, fetchedAt: NOW, ...RECONCILED });
  const shared = { pk: stored.pk, result: { ...storedResult, fetchedAt: NOW } };
  const { resultSha256: _, ...withoutChecksum } = stored;

  it.each([
    ['stored what happened before it was fetched', stored, shared],
    ['stored nothing whole', withoutChecksum as EventRecord, 'take_over'],
    ['stored an empty result', { ...stored, resultEmpty: true as const }, 'take_over'],
    ['stored another kind of event', { ...stored, eventType: 'note' }, 'take_over'],
    ['failed', recordIn('FAILED', RECONCILED), 'take_over'],
    ['has expired', { ...stored, expiresAt: 1 }, 'take_over'],
    ['is gone', undefined, 'take_over'],
    ['waits', recordIn('RECEIVED', RECONCILED), 'take_over'],
    ['is at work', recordIn('PROCESSING', RECONCILED), 'wait'],
    ['is a webhook itself', recordIn('PROCESSING'), 'ignore'],
  ])('tells a webhook what to do when the reconciled duplicate %s', (_title, holder, expected) => {
    expect(decideByHolder(late, holder, NOW)).toEqual(expected);
  });

  it('lets a webhook fetch what happened after the duplicate was fetched', () => {
    expect(decideByHolder({ ...late, occurredAt: toIso(NOW + 1) }, stored, NOW)).toBe('take_over');
  });

  it.each([
    ['is stored', recordIn('STORED', { ...storedResult, fetchedAt: NOW }), 'share'],
    ['waits', recordIn('RECEIVED'), 'wait'],
    ['is at work', recordIn('PROCESSING'), 'wait'],
    ['failed', recordIn('FAILED'), 'take_over'],
    ['is another reconciled event', recordIn('PROCESSING', { ...RECONCILED, pk: 'limai#recon:y' }), 'ignore'],
  ])('tells a reconciled event what to do when the webhook %s', (_title, holder, expected) => {
    const decision = decideByHolder({ ...late, ...RECONCILED }, holder, NOW);
    expect(typeof decision === 'string' ? decision : 'share').toBe(expected);
  });
});
