import { join } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';

export const ROOT = join(__dirname, '..', '..');

/** A file that is in a bundle, relative to the root → the parts of the package that it is in. */
export type BundledFiles = ReadonlyMap<string, readonly string[]>;

/** One part of the package: writes its files below the folder, and tells which files are bundled in them. */
export interface PackagePart {
  readonly what: string;
  build(out: string): Promise<BundledFiles>;
}

/** What the parts have in common that run on the machine of a developer or operator. */
export const PART_OPTIONS = {
  absWorkingDir: ROOT,
  // Paths are part of chunk names and comments: those of node_modules, not of what it may be a link to.
  preserveSymlinks: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'] as string[],
  // Their texts stand in THIRD-PARTY-NOTICES.
  legalComments: 'none',
  logLevel: 'error',
  define: { EXTRACTION_INBOX_PACKAGED: 'true' },
} as const satisfies BuildOptions;

/** The files of which at least one byte is in an output. */
export function bundledFiles({ outputs }: Metafile, part: string): BundledFiles {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return new Map(used.map(([path]) => [path, [part]]));
}
