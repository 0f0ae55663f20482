import fc from 'fast-check';
import type { Provider, Verification } from '../../../../lambda/domain/provider/provider';
import { fixture } from '../fixture';
import type { ConformanceCases } from './cases';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const KEY = 'wss_conformance_key';
const KEYS = ['wss_newest', 'Schlüssel mit Umlaut', KEY];

type Headers = Readonly<Record<string, string | undefined>>;

/** Signs with one key, lets the request be tampered with, verifies with the list. */
class Bench<Options> {
  readonly body: Buffer;

  constructor(
    readonly provider: Provider<Options>,
    readonly cases: ConformanceCases,
  ) {
    this.body = fixture(provider.manifest.id, cases.fetched.delivery);
  }

  signed(key = KEY, body: Uint8Array = this.body): Record<string, string> {
    return this.provider.sign(body, key, NOW);
  }

  verify(headers: Headers, body: Uint8Array = this.body, keys: readonly string[] = KEYS): Verification {
    const options = this.provider.optionsSchema.parse(this.cases.options);
    return this.provider.verify({ headers, body }, { keys, now: NOW, options });
  }

  /** The verdict on an authentic request whose signature header was rewritten. */
  verifyRewritten(rewrite: (header: string) => string | undefined): Verification {
    const headers = this.signed();
    return this.verify({
      ...headers,
      [this.cases.signatureHeader]: rewrite(headers[this.cases.signatureHeader] ?? ''),
    });
  }
}

export function describeSignature<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const bench = new Bench(provider, cases);
  describe('signature', () => {
    describeAccepted(bench);
    describeTampered(bench);
    describeMalformed(bench);
    describeKeys(bench);
  });
}

function describeAccepted<Options>(bench: Bench<Options>): void {
  test.each(KEYS)('accepts what it signed with the key %j of a rotation list', (key) => {
    expect(bench.verify(bench.signed(key))).toEqual({ valid: true });
  });

  test('accepts upper-case hex digits', () => {
    const upper = bench.verifyRewritten((header) =>
      header.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase()),
    );
    expect(upper).toEqual({ valid: true });
  });

  test('accepts any bytes it signed, text or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(bench.verify(bench.signed(KEY, body), body)).toEqual({ valid: true });
      }),
    );
  });
}

function describeTampered<Options>(bench: Bench<Options>): void {
  test('rejects a body whose any one byte is off', () => {
    const headers = bench.signed();
    fc.assert(
      fc.property(fc.nat(bench.body.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const body = Buffer.from(bench.body);
        body[index] = (body[index] ?? 0) ^ change;
        expect(bench.verify(headers, body)).toEqual({ valid: false, reason: 'mismatch' });
      }),
    );
  });

  test('rejects a body that lost its last byte or gained one', () => {
    const headers = bench.signed();
    expect(bench.verify(headers, bench.body.subarray(0, -1))).toMatchObject({ valid: false });
    expect(bench.verify(headers, Buffer.concat([bench.body, Buffer.from('\n')]))).toMatchObject({
      valid: false,
    });
  });

  test('rejects a signature whose any one hex digit is off', () => {
    for (let digit = 1; digit <= 64; digit += 1) {
      const verdict = bench.verifyRewritten((header) => {
        const at = header.length - digit;
        return `${header.slice(0, at)}${header[at] === '0' ? '1' : '0'}${header.slice(at + 1)}`;
      });
      expect(verdict).toEqual({ valid: false, reason: 'mismatch' });
    }
  });
}

/** Near misses far more often than chance would have them. */
const nearMiss = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => () => text),
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => (header: string) => header + text),
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => (header: string) => text + header),
  fc.nat(80).map((end) => (header: string) => header.slice(0, end)),
  fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => (header: string) => header.replace(/[0-9a-f]{64}$/, hex)),
);

function describeMalformed<Options>(bench: Bench<Options>): void {
  test.each<[string, (header: string) => string]>([
    ['cut short by one digit', (header) => header.slice(0, -1)],
    ['cut short by one byte', (header) => header.slice(0, -2)],
    ['followed by more hex digits', (header) => `${header}00`],
    ['followed by text that is not hex', (header) => `${header}zz`],
    ['followed by a line break', (header) => `${header}\n`],
    ['with a space before it', (header) => ` ${header}`],
    ['joined with a second one by a comma', (header) => `${header},${header}`],
    ['with a digit that is not hex', (header) => `${header.slice(0, -1)}g`],
    ['under another prefix', (header) => `v0=${header}`],
    ['with full-width digits', (header) => `${header.slice(0, -1)}０`],
  ])('calls a signature %s malformed', (_, rewrite) => {
    expect(bench.verifyRewritten(rewrite)).toEqual({ valid: false, reason: 'malformed' });
  });

  test('accepts no text but the signature itself, whatever the text', () => {
    const authentic = bench.signed()[bench.cases.signatureHeader] ?? '';
    fc.assert(
      fc.property(nearMiss, (rewrite) => {
        fc.pre(rewrite(authentic).toLowerCase() !== authentic.toLowerCase());
        expect(bench.verifyRewritten(rewrite).valid).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test('calls every absent or empty header missing', () => {
    for (const name of Object.keys(bench.signed())) {
      for (const value of [undefined, '']) {
        const verdict = bench.verify({ ...bench.signed(), [name]: value });
        expect(verdict).toEqual({ valid: false, reason: 'missing' });
      }
    }
    expect(bench.verify({})).toEqual({ valid: false, reason: 'missing' });
  });
}

function describeKeys<Options>(bench: Bench<Options>): void {
  test('rejects everything when there is no key', () => {
    expect(bench.verify(bench.signed(), bench.body, [])).toEqual({ valid: false, reason: 'mismatch' });
  });

  test('rejects a signature made with a key that is not in the list', () => {
    expect(bench.verify(bench.signed('wss_retired'))).toEqual({ valid: false, reason: 'mismatch' });
  });

  test('never takes an empty key for a key', () => {
    expect(bench.verify(bench.signed(''), bench.body, ['', KEY])).toEqual({
      valid: false,
      reason: 'mismatch',
    });
  });

  test('uses the key as literal text, without trimming or decoding it', () => {
    expect(bench.verify(bench.signed(KEY), bench.body, [`${KEY} `])).toMatchObject({ valid: false });
    expect(bench.verify(bench.signed(KEY), bench.body, [KEY.replace('wss_', '')])).toMatchObject({
      valid: false,
    });
  });
}
