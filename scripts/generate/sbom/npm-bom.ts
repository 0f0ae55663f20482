import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Bom } from './runtime-bom';

const ROOT = join(__dirname, '..', '..', '..');
const SBOM = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];

/** Everything in the lockfile as npm describes it (CycloneDX), whatever is installed. */
export function npmBom(): Bom {
  const { status, stdout, stderr } = spawnSync('npm', SBOM, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(`npm sbom: ended with ${status}, expected a document. npm 10 or newer has it. ${stderr}`);
  }
  return JSON.parse(stdout) as Bom;
}
