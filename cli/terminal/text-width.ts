import { eastAsianWidth } from 'get-east-asian-width';

const PRINTABLE_ASCII = /^[\u0020-\u007e]*$/;
/** Drawn into the character before it: combining marks, variation selectors, the later letters of a Hangul syllable. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\u1160-\u11ff]$/u;
/** Two columns wide, whatever else is in the sequence: skin tones, flags, keycaps. */
const EMOJI = /^\p{Emoji_Presentation}|^\p{Regional_Indicator}{2}|\ufe0f/u;
/** A command in backticks, or a word: what a line break must not cut. */
const WORDS = /[^\s`]*`[^`]+`\S*|\S+/g;
const ELLIPSIS = '…';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns of a terminal the text takes. It holds no control characters (`plainText`). */
export function textWidth(text: string): number {
  return PRINTABLE_ASCII.test(text)
    ? text.length
    : graphemes(text).reduce((sum, one) => sum + graphemeWidth(one), 0);
}

/** The text in so many columns: with spaces behind it, or before it where numbers stand beneath each other. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'left' ? spaces + text : text + spaces;
}

/** The text, cut at its end where it is wider. */
export function shortenEnd(text: string, width: number): string {
  return textWidth(text) <= width ? text : takeColumns(graphemes(text), width - 1) + ELLIPSIS;
}

/** The text, cut in its middle where it is wider: `evt_01H…9f3c`. Ids differ at their ends. */
export function shortenMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) {
    return text;
  }
  const all = graphemes(text);
  const head = Math.ceil((width - 1) * 0.6);
  const tail = takeColumns(all.toReversed(), width - 1 - head);
  return takeColumns(all, head) + ELLIPSIS + graphemes(tail).toReversed().join('');
}

/**
 * The text in lines of at most so many columns, broken between words. Commands in backticks stay whole where they fit.
 * `breakWords`: a longer word is broken, too; without it stands whole on a line of its own, so that it can be copied.
 */
export function wrapText(text: string, width: number, { breakWords = false } = {}): readonly string[] {
  if (textWidth(text) <= width) {
    return [text];
  }
  const lines: string[] = [];
  let line = '';
  const add = (word: string) => {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width || line === '') {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  };
  for (const span of text.match(WORDS) ?? []) {
    for (const word of textWidth(span) <= width ? [span] : span.split(/\s+/)) {
      for (const part of breakWords ? splitColumns(word, width) : [word]) {
        add(part);
      }
    }
  }
  return [...lines, line];
}

function splitColumns(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let rest = graphemes(word);
  while (textWidth(rest.join('')) > width) {
    const part = takeColumns(rest, width) || (rest[0] ?? '');
    parts.push(part);
    rest = rest.slice(graphemes(part).length);
  }
  return [...parts, rest.join('')];
}

function takeColumns(all: readonly string[], width: number): string {
  let [taken, left] = ['', width];
  for (const one of all) {
    left -= graphemeWidth(one);
    if (left < 0) {
      break;
    }
    taken += one;
  }
  return taken;
}

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) {
    return 2;
  }
  // Terminals that know no graphemes add up the characters, so this is the most that any of them takes.
  return Array.from(grapheme).reduce(
    (sum, one) => sum + (NO_WIDTH.test(one) ? 0 : eastAsianWidth(one.codePointAt(0) ?? 0)),
    0,
  );
}
