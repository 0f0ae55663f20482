import fc from 'fast-check';
import { isGiven, JsonView } from '../../../../lambda/domain/text/json-view';
import { utf8Text } from '../../../../lambda/domain/text/unicode';

const BOM = '\ufeff';

function viewOf(text: string | Uint8Array): JsonView {
  const view = JsonView.of(Buffer.from(text));
  if (!view) {
    throw new Error('Test text: got something else, expected JSON.');
  }
  return view;
}

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

const space = fc.constantFrom('', '', ' ', '\n\t', '\r\n  ');
const name = fc.constantFrom(
  '"a"',
  '"\\u0061"',
  '"__proto__"',
  '""',
  '"é💥"',
  '"\\ud800"',
  '"toString"',
  // Not an escaped quote alone: V8 11.3 at times reads it as a backslash, once it has seen an object with such a key.
  '"\\"x"',
);
const scalar = fc.constantFrom(
  ...['null', 'true', 'false', '0', '-0', '1.0', '-1e400', '1E+2', '0.1e-7', '12345678901234567890'],
  ...[
    '""',
    '"\\u00e9"',
    '"\\ud83d\\ude00"',
    '"\\udc00 \\ud800"',
    '"}],{[\\\\"',
    '"\\b\\f\\n\\r\\t\\/"',
    '"\u2028é文😀"',
  ],
);

/** Any JSON text: odd white space, duplicate and escaped names, numbers no double holds. */
const jsonText: fc.Arbitrary<string> = fc
  .letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc
        .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
        .map((items) => `[${items.map((item) => item.join('')).join()}]`),
      fc
        .array(fc.tuple(space, name, space, tie('value'), space), { maxLength: 4 })
        .map(
          (members) =>
            `{${members.map(([before, key, between, value, after]) => `${before}${key}${between}:${between}${value}${after}`).join()}}`,
        ),
    ),
  }))
  .value.chain((text) => fc.tuple(space, space).map(([before, after]) => `${before}${text}${after}`));

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

describe('a JSON view', () => {
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

  it('has no part in a byte-order mark and the white space around it', () => {
    const view = viewOf(`${BOM}\r\n { "a" : [ 1 ] }\t`);
    expect(Buffer.from(view.bytes).toString()).toBe('{ "a" : [ 1 ] }');
    expect(view.exactText).toBe('{ "a" : [ 1 ] }');
  });

  it.each([
    ['{}', 'object'],
    [' []', 'array'],
    ['"{"', 'string'],
    ['-0', 'number'],
    ['7', 'number'],
    ['true', 'boolean'],
    ['false', 'boolean'],
    ['null', 'null'],
  ])('knows the type of %j: %s', (text, type) => {
    expect(viewOf(text).type).toBe(type);
  });

  it('reads the text of strings alone', () => {
    expect(viewOf('"a\\u00e9\\n\\"é💥"').text).toBe('aé\n"é💥');
    for (const other of ['1', 'null', '{}', '["a"]']) {
      expect(viewOf(other).text).toBeUndefined();
    }
  });

  it('says of a member whether it is given, which null is not', () => {
    const view = viewOf('{"a":null,"b":0}');
    expect([view.member('a'), view.member('b'), view.member('c')].map(isGiven)).toEqual([false, true, false]);
  });

  it('is taken of a part of a larger memory', () => {
    const memory = Buffer.from('xx{"a":"b"}yy');
    expect(JsonView.of(memory.subarray(2, -2))?.member('a')?.text).toBe('b');
    expect(JsonView.of(new Uint8Array(memory.subarray(2, -2)))?.member('a')?.text).toBe('b');
  });
});

describe('a member of a JSON view', () => {
  it.each<[string, string, string | undefined]>([
    ['{"payload":{"a":1}}', 'payload', '{"a":1}'],
    [' {\n\t"x" : 1 ,\r\n "payload" : [ 1 , 2 ] } ', 'payload', '[ 1 , 2 ]'],
    ['{"payload":12345678901234567890.10}', 'payload', '12345678901234567890.10'],
    ['{"payload":-1e400 }', 'payload', '-1e400'],
    ['{"payload":null,"x":1}', 'payload', 'null'],
    ['{"payload":"}\\"],{"}', 'payload', '"}\\"],{"'],
    ['{"payload":"\\\\"}', 'payload', '"\\\\"'],
    ['{"a":{"payload":1},"b":["payload",2]}', 'payload', undefined],
    ['{"a":"payload","payload":{"s":"]}\\\\\\""}}', 'payload', '{"s":"]}\\\\\\""}'],
    ['{}', 'payload', undefined],
    ['[{"payload":1}]', 'payload', undefined],
    ['"payload"', 'payload', undefined],
    ['{"":0}', '', '0'],
    ['{"__proto__":{"a":1}}', '__proto__', '{"a":1}'],
    ['{"a":1}', '__proto__', undefined],
    ['{"\\u00e9":1}', 'é', '1'],
    ['{"\\ud800":1,"\ufffd":2}', '\ud800', '1'],
    ['{"\\ud800":1,"\ufffd":2}', '\ufffd', '2'],
  ])('is found in %j under %j as %j', (text, wanted, expected) => {
    expect(viewOf(text).member(wanted)?.exactText).toBe(expected);
  });

  it('is the last of those with one name, as JSON.parse has it, however the name is written', () => {
    const text = '{"payload":1,"pay\\u006coad":2,"payload":{"third":3},"other":4}';
    expect(viewOf(text).member('payload')?.exactText).toBe('{"third":3}');
    expect(viewOf('{"payload":1,"pay\\u006coad":2}').member('payload')?.exactText).toBe('2');
  });

  it('is exactly the text that was put in', () => {
    fc.assert(
      fc.property(jsonText, jsonText, jsonText, (before, wanted, after) => {
        const view = viewOf(`{ "before":${before}, "payload": ${wanted} ,"after":${after}}`);
        expect(view.member('payload')?.exactText).toBe(wanted.replace(/^[ \n\r\t]+|[ \n\r\t]+$/g, ''));
      }),
    );
  });

  it('agrees with JSON.parse on every name of an object', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = Buffer.from(JSON.stringify(value, null, indent)).toString();
        const expected = JSON.parse(text) as Record<string, unknown>;
        for (const key of Object.keys(expected)) {
          expect(viewOf(text).member(key)?.value).toEqual(expected[key]);
        }
      }),
    );
  });

  it('is picked with others in one walk, in the order asked for', () => {
    const view = viewOf('{"b":1,"x":[{"a":0}],"a":2,"b":3}');
    expect(view.pick(['a', 'none', 'b']).map((member) => member?.exactText)).toEqual(['2', undefined, '3']);
    expect(viewOf('[1]').pick(['a'])).toEqual([undefined]);
  });

  it('is listed as it stands, values of duplicate names too', () => {
    const view = viewOf('{"a":1,"a":[2],"\\u0062":{}}');
    expect([...view.values()].map((member) => [member.name, member.exactText])).toEqual([
      ['a', '1'],
      ['a', '[2]'],
      ['b', '{}'],
    ]);
    expect([...viewOf(' [ 1 , "a" ] ').values()].map(({ exactText }) => exactText)).toEqual(['1', '"a"']);
    expect(['{ }', '[\n]', '"[1]"', '1'].flatMap((text) => [...viewOf(text).values()])).toEqual([]);
  });
});

describe('depth', () => {
  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('costs no stack: 1,000,000 nested %s', (_, open, close) => {
    const depth = 1_000_000;
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
    const found = viewOf(`{"deep":${deep},"payload":${deep}}`).member('payload');
    expect(found?.exactText === deep).toBe(true);
    expect(JsonView.of(Buffer.from(deep.slice(0, -1)))).toBeUndefined();
  });
});
