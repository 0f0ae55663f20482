import { coverOf, mayHaveTwin } from '../../lambda/domain/covering-twin';
import { toIso } from '../../lambda/domain/event-record';
import { NOW, recordIn, storedResult, waitingRecord } from '../support/records';

const SETTINGS = { settleMinutes: 15 };
const MINUTE = 60_000;
const late = waitingRecord({ occurredAt: toIso(NOW - 60 * MINUTE) });

describe('whether an event may have a reconciled twin', () => {
  it('is asked of a webhook that came late, or does not say when it happened', () => {
    expect(mayHaveTwin(late, {}, SETTINGS)).toBe(true);
    expect(mayHaveTwin(waitingRecord(), {}, SETTINGS)).toBe(true);
    expect(mayHaveTwin(waitingRecord({ occurredAt: 'some day' }), {}, SETTINGS)).toBe(true);
  });

  it('is asked of one that only knows where its result will lie', () => {
    expect(mayHaveTwin({ ...late, resultKey: 'results/own' }, {}, SETTINGS)).toBe(true);
  });

  it.each([
    [7.4, false],
    [7.5, true],
  ])('counts %d minutes as late: %s, half of what reconciliation leaves alone', (minutes, expected) => {
    const record = waitingRecord({ occurredAt: toIso(NOW - minutes * MINUTE) });
    expect(mayHaveTwin(record, {}, SETTINGS)).toBe(expected);
  });

  it('is not asked of a failure, of a source that is not reconciled, of a replay, or of a captured event', () => {
    expect(mayHaveTwin(late, { failed: true }, SETTINGS)).toBe(false);
    expect(mayHaveTwin(late, {}, undefined)).toBe(false);
    expect(mayHaveTwin({ ...late, generation: 2 }, {}, SETTINGS)).toBe(false);
    expect(mayHaveTwin({ ...late, resultSha256: '1'.repeat(64) }, {}, SETTINGS)).toBe(false);
    expect(mayHaveTwin({ ...late, origin: 'reconciled' }, {}, SETTINGS)).toBe(false);
  });
});

describe('a twin', () => {
  const twin = recordIn('STORED', { ...storedResult, fetchedAt: toIso(NOW), pk: 'limai#recon:x' });

  it('covers what happened before it was fetched', () => {
    expect(coverOf(twin, late, NOW)).toEqual({
      pk: twin.pk,
      result: { ...storedResult, fetchedAt: toIso(NOW) },
    });
    expect(coverOf(twin, { ...late, occurredAt: toIso(NOW + 1) }, NOW)).toBeUndefined();
  });

  it('covers nothing with an empty result: the provider may have data by now', () => {
    expect(coverOf({ ...twin, resultEmpty: true }, late, NOW)).toBeUndefined();
  });

  it('covers nothing without a whole result', () => {
    const { resultSha256: _, ...poor } = twin;
    expect(coverOf(poor, late, NOW)).toBeUndefined();
  });
});
