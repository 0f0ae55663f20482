import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { noteLine, printLine } from '../../cli/terminal/output';
import { extractApi } from '../generate/construct-docs/extract-api';
import { unacceptable } from '../generate/licences/licences-page';
import { buildParts } from './published-packages';
import { sizeTable } from './size-table';
import { thirdPartyNotices } from './third-party-notices';

/** Builds the package into an empty folder. Ends with 1 at a licence that is not accepted. */
export async function buildPackage(out: string): Promise<ExitCode> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const packages = await buildParts(out, ({ what }) => noteLine(`Building ${what} …`));
  noteLine('Building the declarations of the construct …');
  writeFileSync(join(out, 'index.d.ts'), extractApi().declarations);
  writeFileSync(join(out, 'THIRD-PARTY-NOTICES'), thirdPartyNotices(packages));
  printLine(sizeTable(out));
  const refused = unacceptable(packages);
  for (const { name, version, licence, usedIn } of refused) {
    noteLine(
      `${name}@${version}: its licence is "${licence}", which is not accepted; it is in ${usedIn.join(', ')}.`,
    );
  }
  return refused.length === 0 ? EXIT.done : EXIT.failed;
}
