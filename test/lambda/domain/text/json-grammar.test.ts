import fc from 'fast-check';
import { JsonView } from '../../../../lambda/domain/text/json-view';
import { utf8Text } from '../../../../lambda/domain/text/unicode';
import { jsonText, parseView } from './json-texts';

const BOM = '\ufeff';

/** What JSON.parse makes of bytes; undefined when they are not JSON in UTF-8. */
function parsed(bytes: Uint8Array): { readonly value: unknown } | undefined {
  const text = utf8Text(bytes);
  try {
    return text === undefined ? undefined : { value: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return undefined;
  }
}

/** The whole value, built by way of the view alone. */
function built(view: JsonView): unknown {
  switch (view.type) {
    case 'object': {
      const object = {};
      for (const member of view.values()) {
        Object.defineProperty(object, member.name, {
          value: built(member),
          configurable: true,
          enumerable: true,
          writable: true,
        });
      }
      return object;
    }
    case 'array':
      return [...view.values()].map(built);
    case 'string':
      return view.text;
    case 'number':
      return Number(view.exactText);
    case 'boolean':
      return view.exactText === 'true';
    case 'null':
      return null;
  }
}

function expectAgreement(bytes: Uint8Array): void {
  const expected = parsed(bytes);
  const view = JsonView.of(bytes);
  expect(view !== undefined).toBe(expected !== undefined);
  if (view && expected) {
    expect(built(view)).toEqual(expected.value);
    expect(view.value).toEqual(expected.value);
  }
}

/** Nearly JSON: the bytes of one with some taken away, changed, or added. */
const damaged = fc
  .tuple(
    jsonText,
    fc.nat(),
    fc.constantFrom<(bytes: Buffer, at: number, byte: number) => Uint8Array>(
      (bytes, at) => bytes.subarray(0, at),
      (bytes, at) => bytes.subarray(at),
      (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
      (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]),
      (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at + 1)]),
    ),
    fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:0-.eE\\ \n\u0001u')), fc.nat(255)),
  )
  .map(([text, place, change, byte]) => {
    const bytes = Buffer.from(text);
    return change(bytes, place % (bytes.length + 1), byte);
  });

/** Texts of the tokens of JSON, mostly in no order. */
const tokens = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '\\',
        '\\u00',
        'u',
        '0',
        '01',
        '1',
        '-',
        '+',
        '.',
        'e',
        'E',
      ],
      ...[
        'true',
        'tru',
        'null',
        'nul',
        'false',
        'NaN',
        'Infinity',
        ' ',
        '\n',
        '\u00a0',
        '\u0000',
        '\u001f',
        '\u007f',
        BOM,
        "'",
        '//',
      ],
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.from(parts.join('')));

describe('a checked JSON text', () => {
  it('agrees with JSON.parse on every JSON text', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expectAgreement(Buffer.from(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees with JSON.parse on damaged texts: is none where that throws', () => {
    fc.assert(fc.property(damaged, expectAgreement), { numRuns: 5_000 });
  });

  it('agrees with JSON.parse on tokens in any order', () => {
    fc.assert(fc.property(tokens, expectAgreement), { numRuns: 5_000 });
  });

  it.each([
    ...[
      '',
      ' ',
      BOM,
      `${BOM}${BOM}{}`,
      `{}${BOM}`,
      `{${BOM}}`,
      '{} {}',
      '{}{}',
      '[1,]',
      '[,1]',
      '{"a":1,}',
      '{,}',
    ],
    ...[
      '{"a" 1}',
      '{"a":}',
      '{a:1}',
      "{'a':1}",
      '[1 2]',
      '[',
      '{"a":',
      ']',
      '}',
      '[}',
      '{]',
      '[[]',
      '{"a":[}',
    ],
    ...['01', '-', '-01', '+1', '.5', '1.', '1.e1', '1e', '1e+', '0x1', '1_000', '--1', 'NaN', 'Infinity'],
    ...[
      'tru',
      'truee',
      'True',
      'nulll',
      'undefined',
      '"',
      '"a',
      '"\\"',
      '"\\x"',
      '"\\u12g4"',
      '"\\u123',
      '"\n"',
    ],
    ...['"\u0000"', '"\u001f"', '/**/{}', '{}\u00a0', '{}\u0000', '\u2028{}'],
  ])('is none of %j', (text) => {
    expect(JsonView.of(Buffer.from(text))).toBeUndefined();
    expect(parsed(Buffer.from(text))).toBeUndefined();
  });

  it.each([
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1')],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['half a byte-order mark', Buffer.from([0xef, 0xbb, 0x7b, 0x7d])],
  ])('is none of bytes that are not UTF-8: %s', (_, bytes) => {
    expect(JsonView.of(bytes)).toBeUndefined();
  });
});

describe('depth', () => {
  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('costs no stack: 1,000,000 nested %s', (_, open, close) => {
    const depth = 1_000_000;
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
    const found = parseView(`{"deep":${deep},"payload":${deep}}`).member('payload');
    expect(found?.exactText === deep).toBe(true);
    expect(JsonView.of(Buffer.from(deep.slice(0, -1)))).toBeUndefined();
  });
});
