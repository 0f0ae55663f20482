import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES, ROOT } from './pages';

const EXAMPLE = join('examples', 'import.ts');

describe('"Import" in README.md', () => {
  it(`shows ${EXAMPLE}, which is type-checked with the sources`, () => {
    const readme = PAGES.find(({ path }) => path === 'README.md')?.text ?? '';
    const [, section = ''] = readme.split('\n## Import\n');
    const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
    const code = readFileSync(join(ROOT, EXAMPLE), 'utf8');
    expect(block.replace("'extraction-inbox'", "'../lib'")).toBe(code);
    expect(block.trim().split('\n').length).toBeLessThanOrEqual(15);
  });
});
