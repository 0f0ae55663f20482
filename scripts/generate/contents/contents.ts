import { wrapText } from '../../../cli/terminal/text-width';

/** A page with more lines has a table of its headings. */
export const LONG_PAGE_LINES = 120;

const START = '<!-- contents, written by `npm run generate -- contents` -->';
const END = '<!-- end of contents -->';
const COLUMNS = 100;
/** Stands for the spaces within a link, which is not broken. */
const SPACE = '\uE000';

/** Whether a page is long enough; the README and the changelog have an order of their own. */
export function needsContents(path: string, text: string): boolean {
  return path.startsWith('docs/') && text.split('\n').length > LONG_PAGE_LINES;
}

/** The page with the table of its headings, after its first paragraph. */
export function withContents(page: string): string {
  const bare = page.replace(new RegExp(`${START}[\\s\\S]*?${END}\n\n`), '');
  const links = findHeadings(bare).map((heading) => `[${heading}](#${toAnchor(heading)})`);
  const lines = wrapText(links.map((link) => link.replaceAll(' ', SPACE)).join(`${SPACE}· `), COLUMNS);
  const table = lines.join('\n').replaceAll(SPACE, ' ');
  const at = findPlace(bare);
  return `${bare.slice(0, at)}${START}\n${table}\n${END}\n\n${bare.slice(at)}`;
}

function findPlace(page: string): number {
  const afterTitle = page.indexOf('\n\n') + 2;
  return page.startsWith('#', afterTitle) ? afterTitle : page.indexOf('\n\n', afterTitle) + 2;
}

/** Those of the second level, and later ones of the first; code blocks have none. */
function findHeadings(page: string): readonly string[] {
  const prose = page.replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...prose.matchAll(/^##? (.+)$/gm)].slice(1).map(([, heading = '']) => heading.trim());
}

/** As GitHub names it. */
export function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
