import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundledPackage, bundledPackages, handlers } from '../../../scripts/licences/bundled-packages';
import { licencesPage, unacceptable } from '../../../scripts/licences/licences-page';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'review', 'licences.md');

const bundled = (licence: string): BundledPackage => ({
  name: 'a',
  version: '1.0.0',
  licence,
  functions: [],
});

describe('the licences of what is bundled', () => {
  it('are those docs/review/licences.md lists (npm run generate -- licences), and all are accepted', async () => {
    const packages = await bundledPackages();
    expect(packages.length).toBeGreaterThan(10);
    expect(readFileSync(PAGE, 'utf8')).toBe(licencesPage(packages));
    expect(unacceptable(packages)).toEqual([]);
  }, 30_000);

  it('are of every function, by the handlers that Lambda calls', () => {
    expect(handlers()).toEqual(expect.arrayContaining(['ingest', 'process', 'sweep']));
  });

  it.each([
    'GPL-3.0-or-later',
    'AGPL-3.0',
    'UNLICENSED',
    'none stated',
    '(MIT OR GPL-3.0-or-later)',
    'SEE LICENSE IN a',
  ])('are refused when one is %s', (licence) => {
    expect(unacceptable([bundled('MIT'), bundled(licence)])).toEqual([bundled(licence)]);
  });
});
