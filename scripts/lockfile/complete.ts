/** Run it after `npm install` changed package-lock.json: `npx tsx scripts/lockfile/complete.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { withoutEnginesDemand } from './engines';
import { createLockfileProgram } from './lockfile-options';
import { type Lockfile, missingPlatforms } from './missing-platforms';

const FILE = 'package-lock.json';

async function complete(): Promise<ExitCode> {
  const lockfile = JSON.parse(readFileSync(FILE, 'utf8')) as Lockfile;
  const missing = missingPlatforms(lockfile);
  const packages = withoutEnginesDemand({ ...lockfile.packages, ...Object.fromEntries(missing) });
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify({ ...lockfile, packages: sorted }, null, 2)}\n`);
  printLine(`${missing.length} platform packages added to ${FILE}`);
  return EXIT.done;
}

void runAsMain(createLockfileProgram(complete));
