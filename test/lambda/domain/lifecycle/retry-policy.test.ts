import * as fc from 'fast-check';
import {
  decideRetry,
  MAX_RETRY_AFTER_MS,
  parseRetryAfter,
  type RetryInput,
  readRetryAfter,
  windowEnd,
} from '../../../../lambda/domain/lifecycle/retry-policy';
import type { ErrorKind } from '../../../../lambda/domain/provider/error-kinds';
import { NOW, POLICY, recordIn } from '../../../support/records/records';

/** Seconds: the first back-off's ceiling, and the greatest. */
const CEILINGS = {
  not_ready: { first: 5, most: 300 },
  not_found: { first: 5, most: 300 },
  no_longer_available: { first: 5, most: 300 },
  throttled: { first: 2, most: 300 },
  transient: { first: 2, most: 900 },
  identity_mismatch: { first: 2, most: 900 },
  empty_result: { first: 5, most: 900 },
  credentials: { first: 30, most: 600 },
} as const satisfies Partial<Record<ErrorKind, object>>;
const RETRIED = Object.keys(CEILINGS) as (keyof typeof CEILINGS)[];
const ALMOST_ONE = 1 - 2 ** -53;

function input(overrides: Partial<RetryInput> = {}): RetryInput {
  return {
    kind: 'transient',
    record: recordIn('PROCESSING'),
    now: NOW,
    retryAfter: undefined,
    random: 0.5,
    policy: POLICY,
    ...overrides,
  };
}

function decideWait(overrides: Partial<RetryInput>): number {
  const decision = decideRetry(input(overrides));
  if (!decision.retry) {
    throw new Error(`not retried: ${decision.reason}`);
  }
  return decision.notBefore - (overrides.now ?? NOW);
}

const withAttempts = (attempts: number) => recordIn('PROCESSING', { attempts });

describe('the back-off', () => {
  it.each(RETRIED)('of %s is full jitter between one second and a ceiling that doubles', (kind) => {
    const { first, most } = CEILINGS[kind];
    for (const attempts of [0, 1, 2, 3, 30]) {
      const ceiling = Math.min(most, first * 2 ** attempts) * 1000;
      const record = withAttempts(attempts);
      expect(decideWait({ kind, record, random: 0 })).toBe(1_000);
      expect(decideWait({ kind, record, random: 0.75 })).toBe(Math.max(1_000, 0.75 * ceiling));
      expect(decideWait({ kind, record, random: ALMOST_ONE })).toBeLessThanOrEqual(ceiling);
    }
  });

  it('is always a whole number of milliseconds, at least one second', () => {
    const anyInput = {
      kind: fc.constantFrom(...RETRIED),
      attempts: fc.nat(1_000),
      random: fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }),
    };
    fc.assert(
      fc.property(fc.record(anyInput), ({ kind, attempts, random }) => {
        const wait = decideWait({ kind, record: withAttempts(attempts), random });
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(CEILINGS[kind].most * 1_000);
      }),
    );
  });
});

describe('what a provider asks for', () => {
  it('is obeyed, with the jitter on top', () => {
    expect(decideWait({ kind: 'throttled', retryAfter: 7_000, random: 0 })).toBe(8_000);
    expect(decideWait({ kind: 'throttled', retryAfter: 7_000, random: 0.9 })).toBe(8_800);
  });

  it('is never undercut', () => {
    fc.assert(
      fc.property(fc.nat(MAX_RETRY_AFTER_MS), fc.nat(50), (retryAfter, attempts) => {
        const now = NOW + 86_400_000 - MAX_RETRY_AFTER_MS / 2;
        const wait = decideWait({ retryAfter, record: withAttempts(attempts), now });
        expect(wait).toBeGreaterThanOrEqual(retryAfter);
      }),
    );
  });

  it('is obeyed up to six hours', () => {
    expect(decideWait({ retryAfter: 10 * MAX_RETRY_AFTER_MS, random: 0 })).toBe(MAX_RETRY_AFTER_MS + 1_000);
  });
});

describe('the end of retrying', () => {
  const at = (seconds: number, kind: ErrorKind) =>
    decideRetry(input({ kind, now: NOW + seconds * 1000, random: 0 }));

  it('comes at once for a permanent error', () => {
    expect(at(0, 'permanent')).toEqual({ retry: false, reason: 'permanent' });
  });

  it.each(['throttled', 'transient', 'credentials'] as const)(
    'comes by age for %s, never by count',
    (kind) => {
      const record = withAttempts(1_000_000);
      expect(decideRetry(input({ kind, record, random: 0 })).retry).toBe(true);
      expect(at(86_399, kind)).toMatchObject({ retry: true });
      expect(at(86_400, kind)).toEqual({ retry: false, reason: 'retry_window_over' });
    },
  );

  it('comes later while the provider says "not ready"', () => {
    expect(at(172_799, 'not_ready')).toMatchObject({ retry: true });
    expect(at(172_800, 'not_ready')).toEqual({ retry: false, reason: 'retry_window_over' });
  });

  it('comes after a grace for a document that is not found', () => {
    expect(at(600, 'not_found')).toMatchObject({ retry: true });
    expect(at(600.001, 'not_found')).toEqual({ retry: false, reason: 'not_found' });
  });

  it('comes after one last attempt as the window ends', () => {
    expect(decideWait({ now: NOW + 86_399_900, random: 0.9 })).toBe(100);
  });

  it('comes after one last attempt past the window when the provider asks for that', () => {
    expect(decideWait({ now: NOW + 86_000_000, retryAfter: 3_600_000 })).toBe(3_600_000);
  });

  it('is counted from the redrive or replay where there was one', () => {
    const record = recordIn('PROCESSING', { openedAt: NOW + 90_000_000 });
    expect(decideRetry(input({ record, now: NOW + 90_000_000 }))).toMatchObject({ retry: true });
    expect(decideRetry(input({ kind: 'not_found', record, now: NOW + 90_000_000 }))).toMatchObject({
      retry: true,
    });
    expect(windowEnd(record, POLICY)).toBe(NOW + 90_000_000 + 86_400_000);
  });

  it('is counted from the last "not ready" for other problems: the provider was alive then', () => {
    const record = recordIn('PROCESSING', { notReadyAt: NOW + 100_000_000 });
    const decisionAt = (now: number) => decideRetry(input({ record, now, random: 0 }));
    expect(decisionAt(NOW + 100_000_000 + 86_399_000)).toMatchObject({ retry: true });
    expect(decisionAt(NOW + 100_000_000 + 86_400_000)).toMatchObject({ retry: false });
    expect(windowEnd(record, POLICY, 'not_ready')).toBe(NOW + 172_800_000);
  });

  it('is judged by the record’s last error where no error is at hand', () => {
    const notReady = recordIn('RECEIVED', { lastError: { kind: 'not_ready', message: 'why' } });
    expect(windowEnd(notReady, POLICY)).toBe(NOW + 172_800_000);
    expect(windowEnd(recordIn('RECEIVED'), POLICY)).toBe(NOW + 86_400_000);
  });
});

describe('Retry-After of a response', () => {
  const date = (milliseconds: number) => new Date(NOW + milliseconds).toUTCString();

  it('counts a date from the answer’s own clock, not ours', () => {
    const headers = { 'retry-after': date(67_000), date: date(60_000) };
    expect(readRetryAfter(headers, NOW)).toBe(7_000);
  });

  it.each([undefined, '', 'garbage'])('counts from our clock when the answer’s Date is %j', (own) => {
    expect(readRetryAfter({ 'retry-after': date(7_000), date: own }, NOW)).toBe(7_000);
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['seconds in white space', ' 7 ', 7_000],
    ['zero', '0', 0],
    ['an HTTP date', new Date(NOW + 90_000).toUTCString(), 90_000],
    ['an HTTP date in the past', new Date(NOW - 90_000).toUTCString(), 0],
    ['an obsolete RFC 850 date', 'Monday, 15-Jan-24 10:32:00 GMT', 60_000],
    ['nothing', undefined, undefined],
    ['empty text', '', undefined],
    ['a negative number', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['an exponent', '1e9', undefined],
    ['hexadecimal', '0x10', undefined],
    ['words', 'soon', undefined],
    ['words with a number that Date.parse takes for a year', 'retry 120', undefined],
    ['a date without a time', '15 Jan 2024', undefined],
    ['an ISO date', '2024-01-15T10:32:00Z', undefined],
    ['an asctime date', 'Mon Jan 15 10:32:00 2024', 60_000 + new Date(NOW).getTimezoneOffset() * 60_000],
    ['a list', '1, 2', undefined],
    ['a bare year', '2050', 2_050_000],
    ['ten digits', '1000000000', 999_999_999_000],
    ['zeros before its digits', '0000000000007', 7_000],
    ['more digits than a number can hold', '9'.repeat(400), 999_999_999_000],
    ['NUL bytes', '\u00007', undefined],
  ])('of %s', (_, value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it('is never negative, never NaN, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseRetryAfter(text, NOW);
        expect(parsed === undefined || parsed >= 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
