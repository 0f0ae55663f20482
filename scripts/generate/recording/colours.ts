/** A stretch of a line in one colour. */
export interface Span {
  readonly text: string;
  /** Names of classes: `red`, `dim` …; empty for plain text. */
  readonly styles: readonly string[];
}

/** The codes that programs here print (cli/terminal/style.ts). */
const STYLES: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
};
const ALL_OFF = 0;
/** Codes that end a style → the styles they end. */
const ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'],
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals take these codes
const CODES = /\x1b\[([\d;]*)m/g;

/** Splits a line where its colour changes. */
export function parseColours(line: string): readonly Span[] {
  const spans: Span[] = [];
  let styles: readonly string[] = [];
  let start = 0;
  for (const code of line.matchAll(CODES)) {
    spans.push({ text: line.slice(start, code.index), styles });
    styles = (code[1] ?? '').split(';').reduce(applyCode, styles);
    start = code.index + code[0].length;
  }
  spans.push({ text: line.slice(start), styles });
  return spans.filter(({ text }) => text !== '');
}

function applyCode(styles: readonly string[], code: string): readonly string[] {
  const number = Number(code);
  if (number === ALL_OFF) {
    return [];
  }
  const added = STYLES[number];
  const ended = ENDS[number] ?? [];
  return added ? [...styles, added] : styles.filter((style) => !ended.includes(style));
}
