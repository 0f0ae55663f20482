import { PAGES } from './pages';

describe('docs/README.md', () => {
  it('links to every page of docs', () => {
    const index = PAGES.find(({ path }) => path === 'docs/README.md')?.text ?? '';
    const pages = PAGES.map(({ path }) => path).filter((path) => /^docs\/(?!README|decisions)/.test(path));
    const missing = pages.filter((page) => !index.includes(`](${page.slice('docs/'.length)})`));
    expect(missing).toEqual([]);
  });
});
