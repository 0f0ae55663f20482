import { parseJsonObject } from '../../../lambda/providers/shared/json-object';
import { errorFrom } from '../obtain-from';

/** An object that holds this many lists and objects, itself included. */
const objectOf = (containers: number) => Buffer.from(`{"a":[${'[],'.repeat(containers - 3)}[]]}`);

describe('the JSON object of an answer', () => {
  test.each(['{"a":1}', ' {} ', '{"text":"[[[{{{"}'])('is read from %j', (text) => {
    expect(parseJsonObject(Buffer.from(text))).toEqual(JSON.parse(text));
  });

  test.each(['', 'null', '[]', '"a"', '{', '{}{}', '\ufeff{}'])('is not found in %j', (text) => {
    expect(parseJsonObject(Buffer.from(text))).toBeUndefined();
  });

  test('is not found in bytes that are not UTF-8', () => {
    expect(parseJsonObject(Buffer.from('{"a":"é"}', 'latin1'))).toBeUndefined();
  });

  test('may hold a million lists and objects, and no more', async () => {
    expect(parseJsonObject(objectOf(1_000_000))).toBeDefined();
    const parse = async () => parseJsonObject(objectOf(1_000_001));
    expect(await errorFrom(parse())).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('Split the document'),
    });
  });
});
