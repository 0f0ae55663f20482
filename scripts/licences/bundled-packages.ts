import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLING } from '../../lib/functions/bundling';

const ROOT = join(__dirname, '..', '..');
const HANDLERS = join('lambda', 'handlers');

/** A package of which at least one byte is in a function's bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its package.json says it. */
  readonly licence: string;
  /** The functions it is in. */
  readonly functions: readonly string[];
}

/** Every package in the functions' bundles, by name: bundled as for a deployment, and read from what came of it. */
export async function bundledPackages(): Promise<BundledPackage[]> {
  const found = new Map<string, Set<string>>();
  for (const handler of handlers()) {
    for (const folder of await packageFolders(handler)) {
      found.set(folder, (found.get(folder) ?? new Set()).add(handler));
    }
  }
  return [...found].map(([folder, functions]) => described(folder, [...functions])).sort(byName);
}

/** The modules that Lambda calls. */
export function handlers(): string[] {
  return readdirSync(join(ROOT, HANDLERS))
    .filter((file) =>
      /^export (async )?function handler\(/m.test(readFileSync(join(ROOT, HANDLERS, file), 'utf8')),
    )
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

async function packageFolders(handler: string): Promise<Set<string>> {
  const { metafile } = await build({
    ...BUNDLING,
    entryPoints: [join(HANDLERS, `${handler}.ts`)],
    outfile: `${handler}.js`,
    write: false,
    metafile: true,
  });
  const inputs = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {});
  return new Set(
    inputs
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
      .filter((folder) => folder !== undefined),
  );
}

function described(folder: string, functions: readonly string[]): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  return { name, version, licence: license ?? 'none stated', functions };
}

function byName(a: BundledPackage, b: BundledPackage): number {
  return a.name < b.name ? -1 : 1;
}
