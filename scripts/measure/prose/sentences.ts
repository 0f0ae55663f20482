import { type Block, proseLines, readBlocks } from './markdown';

/** A sentence has 25 words at most in nine of ten cases, and 40 in none; a line of prose has 100 columns. */
export const LIMITS = { p90: 25, longest: 40, columns: 100 } as const;

export interface Sentence {
  readonly text: string;
  readonly words: number;
  /** Of its first word, from 1. */
  readonly line: number;
}

/** Stands for a span of code: one word, whatever dots and spaces are in it. */
const CODE = '\uE000';

/** A dot after one of these ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s([“"])(?:[eE]\.g|[iI]\.e|etc|vs|cf|approx|ca|incl|resp|et al|[fF]ig|[nN]os?|pp?|Dr|Mrs?|St|U\.S|[A-Z])\.$/;

/** The mark, the quotes and brackets that close with it, and the space after. */
const END = /[.!?…][)\]”"'’*_]*(?=\s)/g;

/** A heading or a table cell with fewer words is a label or a figure: it would only lower the percentiles. */
const LABEL_WORDS = 4;

/** An item that ends so is continued by the next one. */
const CONTINUES = /(?:[,;]|\b(?:and|or))$/;

/**
 * The sentences of a Markdown page: those of paragraphs, headings, table cells and list items, an item that ends in a comma, a
 * semicolon, "and" or "or" together with the next. Headings and cells of fewer than four words are labels, no sentences. Blocks of code are no prose. A span of code, a link's text and a URL are read as
 * the words they show; a span of code is one word. ` · ` and `<br>` part sentences as a full stop does; a colon, a semicolon and a dash do not.
 */
export function readSentences(page: string): readonly Sentence[] {
  return joinItems(readBlocks(page)).flatMap((block) =>
    splitBlock(block).filter(({ words }) => words >= (isLabel(block) ? LABEL_WORDS : 1)),
  );
}

/** Lines of prose over 100 columns. Tables, code, link definitions and lines of badges may be longer. */
export function longLines(page: string): readonly { readonly line: number; readonly columns: number }[] {
  return proseLines(page)
    .map(({ line, text }) => ({ line, columns: [...text].length }))
    .filter(({ columns }) => columns > LIMITS.columns);
}

function isLabel({ kind }: Block): boolean {
  return kind === 'cell' || kind === 'heading';
}

function joinItems(blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === 'item' && last?.kind === 'item' && CONTINUES.test(plain(last.text).trim())) {
      joined[joined.length - 1] = { ...last, text: `${last.text}\n${block.text}` };
    } else {
      joined.push(block);
    }
  }
  return joined;
}

function splitBlock({ text, line }: Block): readonly Sentence[] {
  const marked = plain(text);
  const sentences: Sentence[] = [];
  let start = 0;
  for (const end of [...endsIn(marked), marked.length]) {
    const sentence = marked.slice(start, end);
    const before = marked.slice(0, start) + (/^\s*/.exec(sentence)?.[0] ?? '');
    sentences.push({
      text: sentence.replaceAll(CODE, '`…`').replace(/\s+/g, ' ').trim(),
      words: countWords(sentence),
      line: line + before.split('\n').length - 1,
    });
    start = end;
  }
  return sentences;
}

function endsIn(text: string): readonly number[] {
  const marks = [...text.matchAll(END)].filter(({ 0: mark, index }) => {
    const isAbbreviation = mark.startsWith('.') && ABBREVIATION.test(text.slice(0, index + 1));
    // `the word "why?" is`: the sentence goes on.
    const goesOn = !mark.startsWith('.') && /^\s+[a-z]/.test(text.slice(index + mark.length));
    return !isAbbreviation && !goesOn;
  });
  const ends = marks.map(({ 0: mark, index }) => index + mark.length);
  const dots = [...text.matchAll(/ · |<br\s*\/?>/g)].map(({ 0: mark, index }) => index + mark.length);
  return [...ends, ...dots].sort((one, other) => one - other);
}

/** As it is shown: link texts without addresses, code as one word, no images, tags and emphasis. */
function plain(markdown: string): string {
  return markdown
    .replace(/(`+)(?:(?!\1)[\s\S])*?\1(?!`)/g, (span) => keepBreaks(span, CODE))
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<(https?:[^>\s]+)>|https?:[^\s)]*[^\s).,;:]/g, CODE)
    .replace(/<(?!br\b)\/?[a-z][^>]*>/gi, '')
    .replace(/\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])/g, '');
}

function keepBreaks(span: string, placeholder: string): string {
  return placeholder + '\n'.repeat(span.split('\n').length - 1);
}

/** Dashes, arrows and signs on their own are no words. */
function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}\uE000]/u.test(word)).length;
}
