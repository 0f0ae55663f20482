import { plainJson, plainLines, plainText } from '../../../../lambda/domain/text/unicode';

const ranges = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
] as const;
const UNPRINTABLE = ranges.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)),
);

describe('plainText', () => {
  it('writes out every control character, bidi control and half of a character', () => {
    for (const character of UNPRINTABLE) {
      const code = character.charCodeAt(0).toString(16).padStart(4, '0');
      expect(plainText(`a${character}z`)).toBe(`a\\u${code}z`);
    }
  });

  it('leaves every script and whole characters of two halves as they are', () => {
    const text = 'Grüße, 文書, مرحبا, 🎉, ñ';
    expect([plainText(text), plainLines(text)]).toEqual([text, text]);
  });
});

describe('plainLines', () => {
  it('keeps lines and tabs', () => {
    expect(plainLines('a\tb\nc\u009b')).toBe('a\tb\nc\\u009b');
  });
});

describe('plainJson', () => {
  const value = { [`key${UNPRINTABLE.join('')}`]: [UNPRINTABLE.join(' '), '\\u009b', 1, null] };

  it.each([undefined, 2])(
    'holds nothing a terminal acts on and parses to the same value (indent %s)',
    (indent) => {
      const text = plainJson(value, indent);
      expect(JSON.parse(text)).toEqual(value);
      expect(plainText(text.replaceAll('\n', ''))).toBe(text.replaceAll('\n', ''));
    },
  );
});
