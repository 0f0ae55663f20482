import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HANDLERS } from '../../../../lib/functions/bundling';
import {
  type BundledPackage,
  packagesInFunctions,
} from '../../../../scripts/generate/licences/bundled-packages';
import { licencesPage, unacceptable } from '../../../../scripts/generate/licences/licences-page';

const ROOT = join(__dirname, '..', '..', '..', '..');
const PAGE = join(ROOT, 'docs', 'review', 'licences.md');
const HANDLERS_FOLDER = join(ROOT, 'lambda', 'handlers');

const bundled = (licence: string): BundledPackage => ({
  name: 'a',
  version: '1.0.0',
  licence,
  folder: 'node_modules/a',
  usedIn: [],
});

describe('the licences of what is bundled', () => {
  it('are those docs/review/licences.md lists (npm run generate -- licences), and all are accepted', () => {
    const packages = packagesInFunctions();
    expect(packages.length).toBeGreaterThan(10);
    expect(readFileSync(PAGE, 'utf8')).toBe(licencesPage(packages));
    expect(unacceptable(packages)).toEqual([]);
  }, 30_000);

  it('are of every function, by the handlers that Lambda calls', () => {
    const names = readdirSync(HANDLERS_FOLDER).map((file) => file.replace(/\.ts$/, ''));
    const handlers = names.filter((name) =>
      /^export (async )?function handler\(/m.test(readFileSync(join(HANDLERS_FOLDER, `${name}.ts`), 'utf8')),
    );
    expect([...HANDLERS].sort()).toEqual(handlers);
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
