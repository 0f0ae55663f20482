import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { findAnchors, PAGES, prose, ROOT } from './pages';

interface Link {
  readonly from: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly anchor: string | undefined;
}

const LINKS: readonly Link[] = PAGES.flatMap((page) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page.path : normalize(join(dirname(page.path), file));
      return { from: page.path, path, anchor };
    }),
);
/** Files that pages name in code, as `lambda/domain/lifecycle/transitions.ts`. */
const NAMED = PAGES.flatMap(({ path, text }) =>
  [
    ...text.matchAll(
      /`((?:bin|cli|docs|examples|fixtures|lambda|lib|local|proofs|scripts|test)\/[\w./-]+)`/g,
    ),
  ].map(([, named = '']) => ({ from: path, named })),
);
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const SCRIPTS = PAGES.flatMap(({ path, text }) =>
  [...text.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)]
    .filter(([words, name = '']) => words.startsWith('npm run') || name in PACKAGE.scripts)
    .map(([, name = '']) => ({ from: path, name })),
);

describe('the pages', () => {
  it('link to files that exist', () => {
    expect(LINKS.length).toBeGreaterThan(10);
    expect(LINKS.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('link to headings that exist', () => {
    const lost = LINKS.filter(({ path, anchor }) => {
      const page = PAGES.find((one) => one.path === path);
      return anchor !== undefined && !(page && findAnchors(page.text).includes(anchor));
    });
    expect(LINKS.some(({ anchor }) => anchor !== undefined)).toBe(true);
    expect(lost).toEqual([]);
  });

  it('name files and folders that exist', () => {
    expect(NAMED.length).toBeGreaterThan(10);
    expect(NAMED.filter(({ named }) => !existsSync(join(ROOT, named)))).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    expect(SCRIPTS.length).toBeGreaterThan(10);
    expect(SCRIPTS.filter(({ name }) => !(name in PACKAGE.scripts))).toEqual([]);
  });

  it('of docs can all be found from another page', () => {
    const lonely = PAGES.filter(
      ({ path }) =>
        path.startsWith('docs/') && !LINKS.some((link) => link.path === path && link.from !== path),
    );
    expect(lonely.map(({ path }) => path)).toEqual([]);
  });
});
