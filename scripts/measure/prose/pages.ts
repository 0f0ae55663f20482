import { percentile } from '../../../cli/terminal/format';
import type { Checkout } from '../code/checkout';
import { LIMITS, longLines, readSentences, type Sentence } from './sentences';

export interface PageMeasure {
  readonly path: string;
  readonly sentences: number;
  readonly p50: number;
  readonly p90: number;
  readonly longest: number;
  /** Sentences with more than 40 words. */
  readonly overLong: readonly Sentence[];
  readonly longLines: readonly { readonly line: number; readonly columns: number }[];
}

const ROOT_PAGES = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md'];

/** The pages that are held to the limits. */
export function prosePages(checkout: Checkout): readonly string[] {
  return [...ROOT_PAGES.filter((path) => checkout.has(path)), ...checkout.filesBelow(['docs'], '.md')];
}

export function measurePages(checkout: Checkout): readonly PageMeasure[] {
  return prosePages(checkout).map((path) => measurePage(path, checkout.read(path)));
}

export function measurePage(path: string, text: string): PageMeasure {
  const sentences = readSentences(text);
  const words = sentences.map((sentence) => sentence.words);
  return {
    path,
    sentences: sentences.length,
    p50: percentile(words, 0.5),
    p90: percentile(words, 0.9),
    longest: Math.max(0, ...words),
    overLong: sentences.filter((sentence) => sentence.words > LIMITS.longest),
    longLines: longLines(text),
  };
}

/** All pages read as one. */
export function measureAllPages(checkout: Checkout): PageMeasure {
  const pages = measurePages(checkout);
  const words = prosePages(checkout).flatMap((path) =>
    readSentences(checkout.read(path)).map((one) => one.words),
  );
  return {
    path: 'all pages',
    sentences: words.length,
    p50: percentile(words, 0.5),
    p90: percentile(words, 0.9),
    longest: Math.max(0, ...words),
    overLong: pages.flatMap(({ overLong }) => overLong),
    longLines: pages.flatMap((page) => page.longLines),
  };
}

/** What keeps a page from the limits, line by line; empty where it keeps them. */
export function findPageProblems({ path, p90, overLong, longLines: lines }: PageMeasure): readonly string[] {
  return [
    ...(p90 > LIMITS.p90
      ? [`${path}: p90 of sentence length is ${p90} words, expected at most ${LIMITS.p90}.`]
      : []),
    ...overLong.map(
      ({ line, words, text }) =>
        `${path}:${line}: a sentence of ${words} words, expected at most ${LIMITS.longest}: ${text}`,
    ),
    ...lines.map(
      ({ line, columns }) => `${path}:${line}: ${columns} columns, expected at most ${LIMITS.columns}.`,
    ),
  ];
}
