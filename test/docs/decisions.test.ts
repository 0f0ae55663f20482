import { PAGES } from './pages';

const FOLDER = 'docs/decisions/';
const RECORDS = PAGES.filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path));
const INDEX = PAGES.find(({ path }) => path === `${FOLDER}README.md`)?.text ?? '';

describe('docs/decisions', () => {
  it('lists every record in the index under its title', () => {
    const listed = [...INDEX.matchAll(/^\| \[(\d{4})\]\(([^)]+)\) \| (.+?) \|/gm)].map(
      ([, number, file, title]) => ({ path: `${FOLDER}${file}`, heading: `# ${number} ${title}` }),
    );
    const records = RECORDS.map(({ path, text }) => ({ path, heading: text.split('\n')[0] }));
    expect(listed).toEqual(records);
  });

  it.each(RECORDS)('states one status in $path, the same as the index', ({ path, text }) => {
    const [, , status = ''] = text.split('\n');
    const superseded = /^Status: partly superseded/.test(status);
    const row = INDEX.split('\n').find((line) =>
      line.startsWith(`| [${path.slice(FOLDER.length).slice(0, 4)}]`),
    );
    expect(status).toMatch(/^Status: (accepted|(partly )?superseded by )/);
    expect(row?.includes('superseded by')).toBe(superseded);
  });
});
