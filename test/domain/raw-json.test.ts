import fc from 'fast-check';
import { rawMember } from '../../lambda/domain/raw-json';

describe('rawMember', () => {
  test.each<[string, string, string | undefined]>([
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
  ])('finds in %j the member %j as %j', (text, name, expected) => {
    expect(rawMember(text, name)).toBe(expected);
  });

  test('lets the last of duplicate names win, as JSON.parse does', () => {
    const text = '{"payload":1,"pay\\u006coad":2,"payload":{"third":3},"other":4}';
    expect(rawMember(text, 'payload')).toBe('{"third":3}');
    expect(rawMember('{"payload":1,"pay\\u006coad":2}', 'payload')).toBe('2');
  });

  test('agrees with JSON.parse on every member of any object, however it is spaced', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const name of Object.keys(parsed)) {
          expect(JSON.parse(rawMember(text, name) ?? '')).toEqual(parsed[name]);
        }
      }),
    );
  });

  test('gives exactly the text that was put in', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), fc.json(), (before, wanted, after) => {
        const text = `{ "before":${before}, "payload": ${wanted} ,"after":${after}}`;
        expect(rawMember(text, 'payload')).toBe(wanted);
      }),
    );
  });

  test.each(['[', '{"a":'])('survives %j opened 100,000 times', (open) => {
    const depth = 100_000;
    const deep = `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;
    const found = rawMember(`{"deep":${deep},"payload":${deep}}`, 'payload');
    expect(found === deep).toBe(true);
  });

  test('ends on text that is cut off', () => {
    const text = '{"a":[1,{"b":"c\\"d"}],"payload":{"x":"y"}}';
    for (let length = 0; length <= text.length; length += 1) {
      try {
        rawMember(text.slice(0, length), 'payload');
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }
  });
});
