import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { noteLine, printLine } from '../../../cli/terminal/output';
import { packagesInFunctions } from './bundled-packages';
import { licencesPage, unacceptable } from './licences-page';

const FILE = join('docs', 'review', 'licences.md');

/** Writes docs/review/licences.md, and ends with 1 at a licence that is not accepted. */
export async function writeLicences(): Promise<ExitCode> {
  const packages = packagesInFunctions();
  writeFileSync(join(__dirname, '..', '..', '..', FILE), licencesPage(packages));
  printLine(`${FILE}: ${packages.length} packages`);
  const refused = unacceptable(packages);
  for (const { name, version, licence, usedIn } of refused) {
    noteLine(
      `${name}@${version}: its licence is "${licence}", which is not accepted; it is in ${usedIn.join(', ')}.`,
    );
  }
  return refused.length === 0 ? EXIT.done : EXIT.failed;
}
