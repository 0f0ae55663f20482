import { extend } from '../../../../lambda/providers/extend';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const KEY = 'wss_example_secret';
const BODY = Buffer.from('{"eventId":"evt_1"}');

function verifyAged(ageSeconds: number, input: object = {}, key = KEY) {
  const headers = extend.sign(BODY, KEY, NOW - ageSeconds * 1000);
  const options = extend.optionsSchema.parse(input);
  return extend.verify({ headers, body: BODY }, { keys: [key], now: NOW, options });
}

describe('an Extend signature', () => {
  test('is the one of the documented scheme', () => {
    const body = Buffer.from(
      '{"eventId":"evt_1","eventType":"extract_run.processed","payload":{"object":"extract_run","id":"exr_1"}}',
    );
    expect(extend.sign(body, KEY, 1_760_000_000_999)).toEqual({
      'x-extend-request-timestamp': '1760000000',
      'x-extend-request-signature': 'c8326c835fa3228d8f581c0932de4200c4331325a39d06fe27d45c174891ac68',
    });
  });

  test.each([
    [0, { valid: true }],
    [300, { valid: true }],
    [301, { valid: false, reason: 'stale' }],
    [-60, { valid: true }],
    [-61, { valid: false, reason: 'future' }],
  ])('%i s old gives %j', (age, expected) => {
    expect(verifyAged(age)).toEqual(expected);
  });

  test('may be older, or of any age and clock, by option', () => {
    expect(verifyAged(3600, { maxAgeSeconds: 3600 })).toEqual({ valid: true });
    expect(verifyAged(10_000_000, { maxAgeSeconds: 0 })).toEqual({ valid: true });
    expect(verifyAged(-10_000_000, { maxAgeSeconds: 0 })).toEqual({ valid: true });
  });

  test('is "stale" only when it is authentic', () => {
    expect(verifyAged(301, {}, 'wss_other')).toEqual({ valid: false, reason: 'mismatch' });
  });

  test('covers the timestamp', () => {
    const headers = { ...extend.sign(BODY, KEY, NOW), 'x-extend-request-timestamp': String(NOW / 1000 - 1) };
    const options = extend.optionsSchema.parse({});
    expect(extend.verify({ headers, body: BODY }, { keys: [KEY], now: NOW, options })).toEqual({
      valid: false,
      reason: 'mismatch',
    });
  });
});

describe('Extend options', () => {
  test('have defaults', () => {
    expect(extend.optionsSchema.parse({})).toEqual({
      region: 'us1',
      apiVersion: '2026-02-09',
      maxAgeSeconds: 300,
    });
  });

  test.each([
    { region: 'us3' },
    { apiVersion: 'latest' },
    { maxAgeSeconds: -1 },
    { maxAgeSeconds: 1.5 },
    { workspaceId: 'a b' },
    { workspaceId: 'a\r\nx: y' },
    { baseUrl: 'http://api.extend.ai' },
    { extra: 1 },
  ])('refuse %j', (input) => {
    expect(extend.optionsSchema.safeParse(input).success).toBe(false);
  });
});
