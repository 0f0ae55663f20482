import { holdsValue } from '../../../../lambda/providers/shared/holds-value';
import { jsonBody } from '../fixture';

const DEPTH = 1_000_000;

describe('holdsValue', () => {
  it.each([
    'null',
    '""',
    '{}',
    '[ ]',
    '{"a":null}',
    '{"a":"", "b":[], "c":{"d":[null, {"e" : ""}]}}',
    '{"\\"":null,"a\\\\":{}}',
    '{"true":null,"7":[]}',
  ])('finds none in %s', (text) => {
    expect(holdsValue(jsonBody(text))).toBe(false);
  });

  it.each([
    ...['0', '-1', '1.5e3', 'true', 'false', '"a"', '" "', '"\\u0000"', '"null"'],
    '{"a":0}',
    '[null,[],{"b":[false]}]',
    '{"a":"\\"\\":"}',
    '{"a":[":"]}',
  ])('finds one in %s', (text) => {
    expect(holdsValue(jsonBody(text))).toBe(true);
  });

  it('finds none in what is not there', () => {
    expect(holdsValue(undefined)).toBe(false);
  });

  it.each([
    ['{"metadata":{"a":1},"b":null}', false],
    ['{"metadata":null,"b":1}', true],
    ['{"b":{"metadata":1}}', true],
    ['[{"metadata":1}]', true],
    ['{"metadata":1}', false],
  ])('leaves named members of the value itself out: %s', (text, expected) => {
    expect(holdsValue(jsonBody(text), ['metadata'])).toBe(expected);
  });

  it('takes linear time at any depth', () => {
    const begun = Date.now();
    expect(holdsValue(jsonBody(`${'[{"a":'.repeat(DEPTH)}null${'}]'.repeat(DEPTH)}`))).toBe(false);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});
