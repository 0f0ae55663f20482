import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SynthError } from '../config/config-error';

/**
 * How every function is bundled, as data: the CDK constructs and the bundle test read the same options. CommonJS with
 * everything inside and ESM entry points first, because each of these was measured to start faster than its alternative.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: false,
  external: [] as string[],
  alias: {
    '@aws-sdk/credential-provider-node': join(__dirname, '../../lambda/adapters/env-credentials.ts'),
  },
} as const;

const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
];

/**
 * The lock file for the CDK, which accepts none above the project. In a workspace the lock file lies in a folder above; then
 * package.json stands in for it: nothing is installed while functions are bundled, so the CDK never reads the file.
 * @throws SynthError when there is no lock file at all
 */
export function findLockFile(project: string): string {
  for (let folder = project; ; folder = dirname(folder)) {
    const found = LOCK_FILES.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) {
      return folder === project ? found : join(project, 'package.json');
    }
    if (folder === dirname(folder)) {
      break;
    }
  }
  throw new SynthError(
    `Lock file: got none, expected package-lock.json in ${project} or the lock file of a workspace above it. The functions are bundled with the versions that it states. Restore it with \`git checkout -- package-lock.json\`, or make one with \`npm install\`.`,
  );
}
