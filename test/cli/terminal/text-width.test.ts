import { pad, shortenEnd, shortenMiddle, textWidth, wrapText } from '../../../cli/terminal/text-width';

describe('textWidth', () => {
  it.each([
    ['plain', 5],
    ['文書', 4],
    ['한글', 4],
    ['\u1112\u1161\u11ab', 2],
    ['ﾊﾝｶｸ', 4],
    ['ｚ', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['a\u0304\u0328\u0301', 1],
    ['שָׁלוֹם', 4],
    ['👍', 2],
    ['👍🏽', 2],
    ['🫠', 2],
    ['☎️', 2],
    ['1️⃣', 2],
    ['🇩🇪', 2],
    ['…', 1],
    ['𠮷', 2],
    ['', 0],
  ])('of %j is %d', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('shortening', () => {
  const ID = 'evt_01HABCDEF0123456789f9f3c';

  it('cuts ids in their middle, so that both ends are seen', () => {
    expect(shortenMiddle(ID, 12)).toBe('evt_01H…9f3c');
    expect(shortenMiddle(ID, ID.length)).toBe(ID);
    expect(shortenMiddle('文書文書文書文書', 9)).toBe('文書…書');
  });

  it('cuts texts at their end', () => {
    expect(shortenEnd('transient: no answer', 10)).toBe('transient…');
    expect(shortenEnd('文書文書', 6)).toBe('文書…');
    expect(shortenEnd('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  it('is never wider than it may be', () => {
    for (const text of ['文書👍🏽🇩🇪e\u0301abc漢字'.repeat(3), ID, '🫠'.repeat(20)]) {
      for (let width = 1; width < 40; width += 1) {
        expect(textWidth(shortenEnd(text, width))).toBeLessThanOrEqual(width);
        expect(textWidth(shortenMiddle(text, width))).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('pad', () => {
  it('fills up by columns of the terminal', () => {
    expect([pad('文', 4), pad('7', 3, 'left'), pad('long', 2)]).toEqual(['文  ', '  7', 'long']);
  });
});

describe('wrapText', () => {
  it('breaks between words, and keeps a command whole', () => {
    expect(wrapText('Fix the cause, then `inbox dlq redrive`. It runs again.', 24)).toEqual([
      'Fix the cause, then',
      '`inbox dlq redrive`. It',
      'runs again.',
    ]);
  });

  it('breaks a command between its words where it is wider than a line', () => {
    expect(wrapText('see `inbox dlq list --provider limai`', 20)).toEqual([
      'see `inbox dlq list',
      '--provider limai`',
    ]);
  });

  it('keeps a long word whole, which somebody may want to copy, unless it is told to break it', () => {
    expect(wrapText('next: abcdefghijkl end', 8)).toEqual(['next:', 'abcdefghijkl', 'end']);
    expect(wrapText('next: abcdefghijkl end', 8, { breakWords: true })).toEqual([
      'next:',
      'abcdefgh',
      'ijkl end',
    ]);
  });

  it('leaves a text that fits as it is', () => {
    expect(wrapText('  two  spaces', 20)).toEqual(['  two  spaces']);
    expect(wrapText('', 5)).toEqual(['']);
  });
});
