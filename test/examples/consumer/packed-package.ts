import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..', '..');
/** What `npm pack` takes whatever `files` says. */
const ALWAYS = ['package.json', 'README.md', 'LICENSE'];

export interface PackedPackage {
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Builds and packs the package beside the checkout: a build there would be in the way of whoever works in it. */
export async function packPackage(directory: string): Promise<PackedPackage> {
  const folder = join(directory, 'package');
  mkdirSync(folder, { recursive: true });
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  for (const path of [...ALWAYS, ...files.filter((name) => name !== 'dist')]) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  const build = ['--import', 'tsx', join('scripts', 'build', 'main.ts'), '--out', join(folder, 'dist')];
  await run(process.execPath, build, { cwd: ROOT });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts'], { cwd: folder });
  const [packed] = JSON.parse(stdout) as [PackedPackage & { filename: string }];
  return { ...packed, tarball: join(folder, packed.filename) };
}
