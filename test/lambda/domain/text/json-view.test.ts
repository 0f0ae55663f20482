import fc from 'fast-check';
import { isGiven, JsonView } from '../../../../lambda/domain/text/json-view';
import { jsonText, parseView } from './json-texts';

const BOM = '\ufeff';

describe('a JSON view', () => {
  it('has no part in a byte-order mark and the white space around it', () => {
    const view = parseView(`${BOM}\r\n { "a" : [ 1 ] }\t`);
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
    expect(parseView(text).type).toBe(type);
  });

  it('reads the text of strings alone', () => {
    expect(parseView('"a\\u00e9\\n\\"é💥"').text).toBe('aé\n"é💥');
    for (const other of ['1', 'null', '{}', '["a"]']) {
      expect(parseView(other).text).toBeUndefined();
    }
  });

  it('says of a member whether it is given, which null is not', () => {
    const view = parseView('{"a":null,"b":0}');
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
    expect(parseView(text).member(wanted)?.exactText).toBe(expected);
  });

  it('is the last of those with one name, as JSON.parse has it, however the name is written', () => {
    const text = '{"payload":1,"pay\\u006coad":2,"payload":{"third":3},"other":4}';
    expect(parseView(text).member('payload')?.exactText).toBe('{"third":3}');
    expect(parseView('{"payload":1,"pay\\u006coad":2}').member('payload')?.exactText).toBe('2');
  });

  it('is exactly the text that was put in', () => {
    fc.assert(
      fc.property(jsonText, jsonText, jsonText, (before, wanted, after) => {
        const view = parseView(`{ "before":${before}, "payload": ${wanted} ,"after":${after}}`);
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
          expect(parseView(text).member(key)?.value).toEqual(expected[key]);
        }
      }),
    );
  });

  it('is picked with others in one walk, in the order asked for', () => {
    const view = parseView('{"b":1,"x":[{"a":0}],"a":2,"b":3}');
    expect(view.pick(['a', 'none', 'b']).map((member) => member?.exactText)).toEqual(['2', undefined, '3']);
    expect(parseView('[1]').pick(['a'])).toEqual([undefined]);
  });

  it('is listed as it stands, values of duplicate names too', () => {
    const view = parseView('{"a":1,"a":[2],"\\u0062":{}}');
    expect([...view.values()].map((member) => [member.name, member.exactText])).toEqual([
      ['a', '1'],
      ['a', '[2]'],
      ['b', '{}'],
    ]);
    expect([...parseView(' [ 1 , "a" ] ').values()].map(({ exactText }) => exactText)).toEqual(['1', '"a"']);
    expect(['{ }', '[\n]', '"[1]"', '1'].flatMap((text) => [...parseView(text).values()])).toEqual([]);
  });
});
