import type { ConfigInput, SourceInput } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';

function parsed(reconcile: SourceInput['reconcile'], more: Partial<ConfigInput> = {}) {
  const source = { id: 'extend', provider: 'extend' as const, ...(reconcile !== undefined && { reconcile }) };
  return parseConfig({ sources: [source], ...more }).sources[0];
}

describe('sources[].reconcile', () => {
  it('has defaults', () => {
    expect(parsed(undefined)?.reconcile).toEqual({ everyMinutes: 60, horizonDays: 30, settleMinutes: 15 });
  });

  it('takes a day or an instant to begin from, as one instant', () => {
    expect(parsed({ from: '2026-01-31' })?.reconcile?.from).toBe('2026-01-31T00:00:00.000Z');
    expect(parsed({ from: '2026-01-31T08:00:00+02:00' })?.reconcile?.from).toBe('2026-01-31T06:00:00.000Z');
    expect(() => parsed({ from: 'yesterday' })).toThrow(
      'sources[0].reconcile.from: got "yesterday", expected a date as a text, such as 2026-01-31',
    );
  });

  it('shortens its default horizon to less than records live', () => {
    expect(parsed({}, { retention: { recordDays: 10 } })?.reconcile?.horizonDays).toBe(9);
  });

  it('refuses a horizon as long as records live, and says why', () => {
    expect(() => parsed({ horizonDays: 10 }, { retention: { recordDays: 10 } })).toThrow(
      'sources[0].reconcile.horizonDays: got 10, expected fewer days than retention.recordDays (10)',
    );
  });

  it('refuses a horizon by which a document passes out of sight between two runs', () => {
    const daily = { everyMinutes: 1440, settleMinutes: 15 };
    const message = 'sources[0].reconcile.horizonDays: got 1, expected at least 2 days';
    expect(() => parsed({ ...daily, horizonDays: 1 })).toThrow(message);
    expect(() => parsed(daily, { retention: { recordDays: 2 } })).toThrow(message);
    expect(parsed({ ...daily, horizonDays: 2 })?.reconcile?.horizonDays).toBe(2);
    expect(parsed({ horizonDays: 1 })?.reconcile?.horizonDays).toBe(1);
  });

  it('is off, and says so, where records live for a day', () => {
    const source = parsed({}, { retention: { recordDays: 1 } });
    expect(source).not.toHaveProperty('reconcile');
    expect(source?.notReconciled).toContain('retention.recordDays');
  });

  it('names the key that is wrong', () => {
    expect(() => parsed({ everyMinutes: 1 })).toThrow(
      'sources[0].reconcile.everyMinutes: got 1, expected a whole number of minutes from 5 to 1440',
    );
    expect(() => parsed({ every: 5 } as SourceInput['reconcile'])).toThrow(
      'sources[0].reconcile.every: got 5, expected no key of this name. Did you mean everyMinutes?',
    );
  });
});
