import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { noteLine, printLine } from '../../cli/terminal/output';
import { toPackages } from '../licences/bundled-packages';
import { unacceptable } from '../licences/licences-page';
import { commandLine } from './command-line';
import { functions } from './functions';
import type { PackagePart } from './package-part';
import { sizeTable } from './size-table';
import { thirdPartyNotices } from './third-party-notices';

const PARTS: readonly PackagePart[] = [functions, commandLine];

/** Builds the package into an empty folder. Ends with 1 at a licence that is not accepted. */
export async function buildPackage(out: string): Promise<ExitCode> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const files = new Map<string, readonly string[]>();
  for (const { what, build } of PARTS) {
    noteLine(`Building ${what} …`);
    for (const [path, parts] of await build(out)) {
      files.set(path, [...(files.get(path) ?? []), ...parts]);
    }
  }
  const packages = toPackages(files);
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
