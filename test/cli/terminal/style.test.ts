import { createStyle, paintState, terminalWidth } from '../../../cli/terminal/style';

const TERMINAL = { isTTY: true, columns: 100 };
const PIPE = {};

describe('colours', () => {
  it.each([
    ['on a terminal', TERMINAL, {}, false, true],
    ['in a pipe', PIPE, {}, false, false],
    ['on a terminal without any', TERMINAL, { TERM: 'dumb' }, false, false],
    ['with NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false, false],
    ['with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, false, true],
    ['with FORCE_COLOR in a pipe', PIPE, { FORCE_COLOR: '1' }, false, true],
    [
      'with FORCE_COLOR and NO_COLOR, as Node.js does',
      PIPE,
      { FORCE_COLOR: '1', NO_COLOR: '1' },
      false,
      true,
    ],
    ['with FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, false, false],
    ['with --no-color', TERMINAL, { FORCE_COLOR: '1' }, true, false],
  ])('%s', (_, stream, env, noColor, isColoured) => {
    expect(createStyle(stream, { env, noColor }).red('x') !== 'x').toBe(isColoured);
  });

  it.each([
    ['FAILED', 31],
    ['STORED', 32],
    ['RECEIVED', 33],
    ['QUARANT…', 31],
    ['WARN', 33],
    ['ok', 32],
  ])('paint the state %s', (state, code) => {
    const style = createStyle(TERMINAL, { env: {} });
    expect(paintState(state, style)).toBe(`\u001b[${code}m${state}\u001b[39m`);
  });

  it('leave what is no state as it is', () => {
    const style = createStyle(TERMINAL, { env: {} });
    expect(['', 'done', '…'].map((text) => paintState(text, style))).toEqual(['', 'done', '…']);
  });
});

describe('the width of a terminal', () => {
  it.each([
    ['its own', TERMINAL, { COLUMNS: '60' }, 100],
    ['COLUMNS where it does not know', { isTTY: true, columns: 0 }, { COLUMNS: '60' }, 60],
    ['80 where nobody knows', { isTTY: true }, {}, 80],
    ['20 at least', { isTTY: true, columns: 3 }, {}, 20],
    ['none in a pipe', PIPE, {}, undefined],
    ['COLUMNS in a pipe', PIPE, { COLUMNS: '60' }, 60],
    ['none in a pipe for nonsense', PIPE, { COLUMNS: 'wide' }, undefined],
  ])('is %s', (_, stream, env, width) => {
    expect(terminalWidth(stream, env)).toBe(width);
  });
});
