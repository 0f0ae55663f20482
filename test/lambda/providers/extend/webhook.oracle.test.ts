import { createHmac } from 'node:crypto';
import { Webhooks } from 'extend-ai/wrapper/webhooks/Webhooks';
import fc from 'fast-check';
import { extend } from '../../../../lambda/providers/extend';
import { jsonBody } from '../fixture';

/** Extend's own published client (a development dependency) says what is authentic. */
const sdk = new Webhooks();
const KEY = 'wss_oracle_secret';
const BODY = '{"eventId":"evt_1","eventType":"extract_run.processed","payload":{}}';

const now = Date.parse('2026-01-01T00:00:00Z');
const seconds = now / 1000;

/** The client reads the clock itself. */
beforeAll(() => {
  jest.spyOn(Date, 'now').mockReturnValue(now);
});

afterAll(() => {
  jest.restoreAllMocks();
});

interface Signed {
  readonly timestamp?: string;
  readonly signature?: string;
  readonly body?: string;
  readonly key?: string;
}

/** Signs by the published scheme, not by our code. */
function toSignature(timestamp: string, body = BODY, key = KEY): string {
  return createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex');
}

/** Really signed over time and body as they then stand, and after that rewritten or not. */
const tampered = fc
  .record({
    body: fc.string({ unit: 'grapheme' }),
    age: fc.integer({ min: -400, max: 400 }),
    time: fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `${text}abc`,
      (text) => ` ${text}`,
      (text) => `+${text}`,
      (text) => `${text}.5`,
      (text) => `000${text}`,
      (text) => `${text}000`,
      () => 'NaN',
    ),
    rewrite: fc.oneof(
      { weight: 4, arbitrary: fc.constant((text: string) => text) },
      fc.string({ maxLength: 4 }).map((trailer) => (text: string) => text + trailer),
      fc.string({ maxLength: 4 }).map((leader) => (text: string) => leader + text),
      fc.nat(63).map((cut) => (text: string) => text.slice(0, cut)),
      fc.constant((text: string) => text.toUpperCase()),
      fc.constant((text: string) => `v0=${text}`),
      fc.nat(63).map((at) => (text: string) => `${text.slice(0, at)}g${text.slice(at + 1)}`),
    ),
  })
  .map(({ body, age, time, rewrite }) => {
    const timestamp = time(String(seconds - age));
    return { body, timestamp, signature: rewrite(toSignature(timestamp, body)) };
  });

function verdicts({ timestamp = String(seconds), body = BODY, key = KEY, ...given }: Signed) {
  const headers = {
    'x-extend-request-timestamp': timestamp,
    'x-extend-request-signature': given.signature ?? toSignature(timestamp, body, key),
  };
  const context = { keys: [KEY], now, options: extend.optionsSchema.parse({}) };
  return {
    sdk: sdk.verify(body, headers, KEY),
    ours: extend.verify({ headers, body: Buffer.from(body) }, context).valid,
  };
}

describe("Extend's own client", () => {
  test('accepts what we sign, whatever the body and the key', () => {
    const keys = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), keys, (body, key) => {
        expect(sdk.verify(body, extend.sign(Buffer.from(body), key, now), key)).toBe(true);
      }),
    );
  });

  test('and we agree on whatever is signed by the scheme, authentic or not', () => {
    const keys = fc.constantFrom(KEY, 'wss_other', `${KEY} `);
    const ages = fc.constantFrom(0, 10, 300, 301, 100_000, -59, -60, -61, -100_000);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), keys, ages, (body, key, age) => {
        const { sdk: theirs, ours } = verdicts({ body, key, timestamp: String(seconds - age) });
        expect(ours).toBe(theirs);
      }),
    );
  });

  test('accepts whatever we accept, however signature and time were tampered with', () => {
    fc.assert(
      fc.property(tampered, (request) => {
        const { sdk: theirs, ours } = verdicts(request);
        expect(ours && !theirs).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('accepts nothing we refuse, but for what stands behind the signature or in the time', () => {
    fc.assert(
      fc.property(tampered, (request) => {
        const { sdk: theirs, ours } = verdicts(request);
        const strict = /^[0-9a-f]{64}$/i.test(request.signature) && /^\d{1,12}$/.test(request.timestamp);
        expect(theirs && !ours).toBe(theirs && !strict);
      }),
      { numRuns: 2_000 },
    );
  });

  test('and we agree on upper-case hex, on a timestamp in milliseconds, and on foreign forms', () => {
    expect(verdicts({ signature: toSignature(String(seconds)).toUpperCase() })).toEqual({
      sdk: true,
      ours: true,
    });
    for (const timestamp of [String(now), '', '0', 'soon']) {
      expect(verdicts({ timestamp })).toEqual({ sdk: false, ours: false });
    }
    const authentic = toSignature(String(seconds));
    for (const signature of ['', `v0=${authentic}`, `${authentic}00`, authentic.slice(1)]) {
      expect(verdicts({ signature })).toEqual({ sdk: false, ours: false });
    }
  });
});

describe("where we are stricter than Extend's own client", () => {
  test.each(['zz', ',00', ' ', '\n', ',v1=abc'])(
    'it accepts %j after 64 hex digits, we do not',
    (trailing) => {
      const signature = `${toSignature(String(seconds))}${trailing}`;
      expect(verdicts({ signature })).toEqual({ sdk: true, ours: false });
    },
  );

  test.each([`${seconds}abc`, ` ${seconds}`, `+${seconds}`, `${seconds}.5`, `000${seconds}`])(
    'it accepts the timestamp %j, we do not',
    (timestamp) => {
      expect(verdicts({ timestamp })).toEqual({ sdk: true, ours: false });
    },
  );

  test('it knows one key, we know several: a rotation needs two', () => {
    const headers = extend.sign(Buffer.from(BODY), 'wss_older', now);
    const context = { keys: [KEY, 'wss_older'], now, options: extend.optionsSchema.parse({}) };
    expect(sdk.verify(BODY, headers, KEY)).toBe(false);
    expect(extend.verify({ headers, body: Buffer.from(BODY) }, context).valid).toBe(true);
  });

  test('it throws on a signed null, we read it as invalid', () => {
    const headers = extend.sign(Buffer.from('null'), KEY, now);
    expect(() => sdk.verifyAndParse('null', headers, KEY)).toThrow(TypeError);
    expect(extend.parseEvent(jsonBody('null')).kind).toBe('invalid');
  });

  test('it returns an event without an id, we quarantine it', () => {
    const body = '{"eventType":"extract_run.processed","payload":{}}';
    const headers = extend.sign(Buffer.from(body), KEY, now);
    expect(sdk.verifyAndParse(body, headers, KEY)).toMatchObject({ payload: {} });
    expect(extend.parseEvent(jsonBody(body)).kind).toBe('invalid');
  });
});
