import crypto from 'node:crypto';
import { hmacSha256, signedByAny } from '../../../lambda/providers/shared/hmac-hex';

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
    expect(signedByAny(keys, signature, BODY)).toBe(keys.includes('fits'));
    expect(compare).toHaveBeenCalledTimes(3);
    expect(
      compare.mock.calls.every(([ours, theirs]) => ours.byteLength === 32 && theirs.byteLength === 32),
    ).toBe(true);
  });
});
