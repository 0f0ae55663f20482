import * as fc from 'fast-check';
import { byteOrderMarkLength, utf8Text } from '../../../../lambda/domain/text/unicode';

describe('the text of bytes', () => {
  it('encodes to the same bytes again, or is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = utf8Text(bytes);
        expect(text === undefined || Buffer.from(text).equals(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is there for every well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Text(Buffer.from(text))).toBe(text);
      }),
    );
  });

  it('keeps a byte-order mark', () => {
    expect(utf8Text(Buffer.from([0xef, 0xbb, 0xbf, 0x7b]))).toBe('\ufeff{');
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
  ])('is none for %s', (_, bytes) => {
    expect(utf8Text(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('stays right after bytes that were not text', () => {
    utf8Text(Uint8Array.from([0xe2, 0x82]));
    expect(utf8Text(Buffer.from('a'))).toBe('a');
  });
});

describe('a byte-order mark', () => {
  it.each([
    ['\ufeff{}', 3],
    ['\ufeff', 3],
    ['{}\ufeff', 0],
    ['', 0],
    ['\u00ef', 0],
  ])('at the beginning of %j takes %i bytes', (text, length) => {
    expect(byteOrderMarkLength(Buffer.from(text))).toBe(length);
  });
});
