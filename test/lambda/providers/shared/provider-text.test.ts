import type { JsonView } from '../../../../lambda/domain/text/json-view';
import { parseId, parseText, plainWord, reasonText } from '../../../../lambda/providers/shared/provider-text';
import { jsonBody } from '../fixture';

const toView = (value: unknown): JsonView | undefined =>
  value === undefined ? undefined : jsonBody(JSON.stringify(value));

describe('an id from a provider', () => {
  it.each(['a', '\u0000\n', '../..', '💥', '007', 'x'.repeat(4096)])('may be the text %j', (id) => {
    expect(parseId(toView(id))).toBe(id);
  });

  it.each(['12345', '0', '-0', '12345678901234567890', '1e5', '1.50', '-1E+400', '9'.repeat(4096)])(
    'may be the number %s, and keeps its exact text',
    (number) => {
      expect(parseId(jsonBody(number))).toBe(number);
    },
  );

  it.each(['', 'x'.repeat(4097), 'a\udc00', '\ud800', true, false, null, undefined, ['a'], {}, [1]])(
    'is none as %j',
    (other) => {
      expect(parseId(toView(other))).toBeUndefined();
    },
  );

  it('is none as a number of endless digits', () => {
    expect(parseId(jsonBody('9'.repeat(4097)))).toBeUndefined();
  });
});

describe('text from a provider', () => {
  it('is usable under the limits of an id, and is never a number', () => {
    expect(parseText(toView('2026-01-01'))).toBe('2026-01-01');
    for (const none of ['', 'x'.repeat(4097), '\ud800', 7, null, undefined, {}]) {
      expect(parseText(toView(none))).toBeUndefined();
    }
  });

  test('becomes a reason of one line, at most 300 characters, always well-formed', () => {
    expect(reasonText('  two\r\n\u2028lines\u0000 ')).toBe('two lines');
    expect(reasonText('a\u202egnp\u2066.\u009b31m')).toBe('a gnp . 31m');
    expect(reasonText('x'.repeat(1000))).toHaveLength(300);
    expect(reasonText(`${'x'.repeat(299)}💥`)?.isWellFormed()).toBe(true);
    for (const none of ['', ' \n', undefined]) {
      expect(reasonText(none)).toBeUndefined();
    }
  });

  test('is repeated in a message only when it is plainly a word', () => {
    expect(plainWord(toView('RATE_LIMIT_EXCEEDED'))).toBe('RATE_LIMIT_EXCEEDED');
    for (const other of ['secret value', 'lower', 'A'.repeat(65), 'LINE\n', 5, undefined]) {
      expect(plainWord(toView(other))).toBe('another value');
    }
  });
});
