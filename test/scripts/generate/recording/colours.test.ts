import { parseColours } from '../../../../scripts/generate/recording/colours';

describe('parseColours', () => {
  it('splits a line where its colour changes', () => {
    expect(parseColours('a \x1b[32m✓\x1b[39m b \x1b[2mlate\x1b[22m')).toEqual([
      { text: 'a ', styles: [] },
      { text: '✓', styles: ['green'] },
      { text: ' b ', styles: [] },
      { text: 'late', styles: ['dim'] },
    ]);
  });

  it('ends only the style that a code ends, and all at a reset', () => {
    expect(parseColours('\x1b[1;31mone\x1b[39mtwo\x1b[0mthree')).toEqual([
      { text: 'one', styles: ['bold', 'red'] },
      { text: 'two', styles: ['bold'] },
      { text: 'three', styles: [] },
    ]);
  });
});
