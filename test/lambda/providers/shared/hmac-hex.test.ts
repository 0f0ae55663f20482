import crypto from 'node:crypto';
import { hmacSha256, isSignedByAny, parseSha256Hex } from '../../../../lambda/providers/shared/hmac-hex';

const BODY = [Buffer.from('body')];

describe('the keys of a source', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['first', ['fits', 'b', 'c']],
    ['last', ['a', 'b', 'fits']],
    ['not there', ['a', 'b', 'c']],
  ])('are all compared in constant time, wherever the one that fits is: %s', (_where, keys) => {
    const signature = hmacSha256('fits', BODY);
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    expect(isSignedByAny(keys, signature, BODY)).toBe(keys.includes('fits'));
    expect(compare).toHaveBeenCalledTimes(3);
    expect(
      compare.mock.calls.every(([ours, theirs]) => ours.byteLength === 32 && theirs.byteLength === 32),
    ).toBe(true);
  });
});

describe('what is signed', () => {
  it('is the body’s bytes as they are, whether they are text or not', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    const signature = hmacSha256('key', [bytes]);
    expect(isSignedByAny(['key'], signature, [bytes])).toBe(true);
    expect(isSignedByAny(['key'], signature, [bytes.toString()])).toBe(false);
  });
});

describe('a signature in hex', () => {
  it.each(['', 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(64)}\n`, ` ${'a'.repeat(64)}`, 'g'.repeat(64)])(
    'is not %j',
    (text) => {
      expect(parseSha256Hex(text)).toBeUndefined();
    },
  );

  it('is 64 hex digits in either case', () => {
    expect(parseSha256Hex('aB'.repeat(32))).toEqual(Buffer.alloc(32, 0xab));
  });
});
