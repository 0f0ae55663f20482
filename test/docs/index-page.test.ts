import { PAGES } from './pages';

describe('docs/README.md', () => {
  it('links to every page of docs', () => {
    const index = PAGES.find(({ path }) => path === 'docs/README.md')?.text ?? '';
    const pages = PAGES.map(({ path }) => /^docs\/(?!README)[^/]+$/.exec(path)?.[0].slice('docs/'.length));
    const missing = pages.filter((page) => page !== undefined && !index.includes(`](${page})`));
    expect(missing).toEqual([]);
  });
});
