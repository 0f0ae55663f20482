/** Writes docs/licences.md, and ends with 1 at a licence that is not accepted: `npm run licences`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages';
import { licencesPage, unacceptable } from './licences-page';

const FILE = join('docs', 'licences.md');

async function main(): Promise<void> {
  const packages = await bundledPackages();
  writeFileSync(join(__dirname, '..', '..', FILE), licencesPage(packages));
  console.log(`${FILE}: ${packages.length} packages`);
  for (const { name, version, licence, functions } of unacceptable(packages)) {
    console.error(
      `${name}@${version}: its licence is "${licence}", which is not accepted; it is in ${functions.join(', ')}.`,
    );
    process.exitCode = 1;
  }
}

void main();
