import crypto from 'node:crypto';
import { hmacSha256, parseSha256Hex, signedByAny } from '../../../lambda/providers/shared/hmac-hex';

const PARTS = ['v0:', Buffer.from('body')];

describe('signedByAny', () => {
  it('compares with every key in constant time, also after one has fitted', () => {
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    expect(signedByAny(['first', 'second', 'third'], hmacSha256('first', PARTS), PARTS)).toBe(true);
    expect(signedByAny(['first', 'second', 'third'], hmacSha256('none', PARTS), PARTS)).toBe(false);
    expect(compare).toHaveBeenCalledTimes(6);
    compare.mockRestore();
  });

  it('takes the body’s bytes as they are, whether they are text or not', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    const signature = hmacSha256('key', [bytes]);
    expect(signedByAny(['key'], signature, [bytes])).toBe(true);
    expect(signedByAny(['key'], signature, [bytes.toString()])).toBe(false);
  });
});

describe('parseSha256Hex', () => {
  it.each(['', 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(64)}\n`, ` ${'a'.repeat(64)}`, 'g'.repeat(64)])(
    'finds no signature in %j',
    (text) => {
      expect(parseSha256Hex(text)).toBeUndefined();
    },
  );

  it('reads 64 hex digits in either case', () => {
    expect(parseSha256Hex('aB'.repeat(32))).toEqual(Buffer.alloc(32, 0xab));
  });
});
