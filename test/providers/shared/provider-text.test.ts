import { idText, reasonText, wordOf } from '../../../lambda/providers/shared/provider-text';

describe('text from a provider', () => {
  test('is an id when it is non-empty, well-formed and bounded, whatever its characters', () => {
    for (const id of ['a', '\u0000\n', '../..', '💥', 'x'.repeat(4096)]) {
      expect(idText(id)).toBe(id);
    }
    for (const id of ['', 'x'.repeat(4097), 'a\udc00', '\ud800', 7, null, undefined, ['a'], {}]) {
      expect(idText(id)).toBeUndefined();
    }
  });

  test('becomes a reason of one line, at most 300 characters, always well-formed', () => {
    expect(reasonText('  two\r\n\u2028lines\u0000 ')).toBe('two lines');
    expect(reasonText('a\u202egnp\u2066.\u009b31m')).toBe('a gnp . 31m');
    expect(reasonText('x'.repeat(1000))).toHaveLength(300);
    expect(reasonText(`${'x'.repeat(299)}💥`)?.isWellFormed()).toBe(true);
    for (const none of ['', ' \n', null, 1, {}]) {
      expect(reasonText(none)).toBeUndefined();
    }
  });

  test('is repeated in a message only when it is plainly a word', () => {
    expect(wordOf('RATE_LIMIT_EXCEEDED')).toBe('RATE_LIMIT_EXCEEDED');
    for (const other of ['secret value', 'lower', 'A'.repeat(65), 'LINE\n', 5, undefined]) {
      expect(wordOf(other)).toBe('another value');
    }
  });
});
