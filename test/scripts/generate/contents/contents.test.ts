import { LONG_PAGE_LINES, needsContents, withContents } from '../../../../scripts/generate/contents/contents';
import { PAGES } from '../../../docs/pages';

const PAGE =
  '# Title\n\nWhat it is about.\n\n## The first\n\n```sh\n# no heading\n```\n\n### Below\n\n## The second `one`\n';

describe('withContents', () => {
  it('lists the headings of the second level after the first paragraph', () => {
    expect(withContents(PAGE)).toBe(
      PAGE.replace(
        '\n\n## The first',
        '\n\n<!-- contents, written by `npm run generate -- contents` -->\n[The first](#the-first) · [The second `one`](#the-second-one)\n<!-- end of contents -->\n\n## The first',
      ),
    );
  });

  it('stands before the first heading of a page without a paragraph', () => {
    expect(withContents('# Title\n\n## One\n')).toMatch(/^# Title\n\n<!-- contents/);
  });

  it('replaces a table that stands there', () => {
    const renamed = withContents(PAGE).replaceAll('## The first', '## Another');
    expect(withContents(renamed)).toBe(withContents(PAGE.replace('## The first', '## Another')));
  });

  it('breaks lines between links only', () => {
    const many = `# T\n\n${Array.from({ length: 12 }, (_, index) => `## A heading of ${index}\n\n`).join('')}`;
    const [, table = ''] = withContents(many).split('-->\n');
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(table.split('\n').every((line) => /^(?:\[|<!--|$)/.test(line))).toBe(true);
  });
});

describe('the long pages of docs', () => {
  const long = PAGES.filter(({ path, text }) => needsContents(path, text));

  it(`are those of more than ${LONG_PAGE_LINES} lines`, () => {
    expect(long.map(({ path }) => path)).toContain('docs/operate/runbook.md');
  });

  it.each(long)('$path has a table of its headings (npm run generate -- contents)', ({ text }) => {
    expect(text).toBe(withContents(text));
  });
});
