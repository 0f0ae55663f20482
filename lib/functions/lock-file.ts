import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SynthError } from '../config/config-error';

const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
];

/**
 * The lock file for the CDK, which takes none above the project. In a workspace package.json stands in for the one above: nothing is
 * installed while functions are bundled, so the CDK never reads the file.
 * @throws SynthError when there is no lock file at all
 */
export function lockFileWithin(project: string): string {
  const found = findLockFile(project);
  return dirname(found) === project ? found : join(project, 'package.json');
}

/**
 * The lock file of a folder: its own, or in a workspace that of the nearest folder above.
 * @throws SynthError when there is none
 */
export function findLockFile(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = LOCK_FILES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) {
      return found;
    }
    if (folder === dirname(folder)) {
      break;
    }
  }
  throw new SynthError(
    `Lock file: got none, expected package-lock.json in ${directory} or the lock file of a workspace above it. The functions are bundled with the versions that it states. Restore it with \`git checkout -- package-lock.json\`, or make one with \`npm install\`.`,
  );
}
