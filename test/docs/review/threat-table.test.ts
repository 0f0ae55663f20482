import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasTest } from '../../architecture/test-titles';
import { PAGES, ROOT } from '../pages';

const TEXT = PAGES.find(({ path }) => path === 'SECURITY.md')?.text ?? '';
const ROWS = TEXT.split('\n')
  .filter((line) => /^\| (?!threat |\*\*|-)/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

interface Reference {
  readonly path: string;
  readonly title: string;
}

function findReferences(cell: string): Reference[] {
  return [...cell.matchAll(/`(test\/[\w./-]+)` “([^”]+)”/g)].map(([, path = '', title = '']) => ({
    path,
    title,
  }));
}

describe('the threat model in SECURITY.md', () => {
  it('names for each threat what stops it and the test that shows it', () => {
    expect(ROWS.length).toBeGreaterThan(20);
    const bare = ROWS.filter(
      ([threat, stop, shown = '']) => !threat || !stop || findReferences(shown).length === 0,
    );
    expect(bare).toEqual([]);
  });

  it.each(ROWS.flatMap(([, , shown = '']) => findReferences(shown)))(
    'names a test that exists: $path “$title”',
    (one) => {
      expect(existsSync(join(ROOT, one.path))).toBe(true);
      expect(hasTest(one.path, one.title)).toBe(true);
      expect(one.title.replace(/[%$]\w+/g, '').length).toBeGreaterThan(10);
    },
  );

  it('would miss a test that is gone', () => {
    const path = 'test/lambda/adapters/http/read-response.test.ts';
    expect(hasTest(path, 'copies each piece as it comes')).toBe(true);
    expect(hasTest(path, 'copies each piece as it went')).toBe(false);
  });
});
