import { createRequire } from 'node:module';
import { type BuildOptions, build } from 'esbuild';
import type { Checkout } from './checkout';

const FUNCTIONS = ['ingest', 'process', 'sweep', 'reconcile'] as const;

export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** Files of this repository whose code is in it, and their bytes after minification. */
  readonly ownFiles: number;
  readonly ownBytes: number;
  readonly ownPaths: readonly string[];
  /** All files of this repository that the bundler read, those of which nothing is used among them. */
  readonly ownFilesRead: number;
  /** Minified bytes of each npm package, the largest first. */
  readonly packages: Readonly<Record<string, number>>;
}

/** What each function's bundle holds, built with the checkout's own options and without writing a file. */
export function measureBundles(checkout: Checkout): Promise<readonly Bundle[]> {
  return Promise.all(FUNCTIONS.map((name) => measureBundle(name, checkout)));
}

/** Options as the checkout's constructs use them. */
export function bundlingOptions(checkout: Checkout): BuildOptions {
  const path = checkout.absolute(checkout.find('bundling.ts'));
  const { BUNDLING } = createRequire(__filename)(path) as { readonly BUNDLING: BuildOptions };
  return { ...BUNDLING, absWorkingDir: checkout.root };
}

async function measureBundle(name: string, checkout: Checkout): Promise<Bundle> {
  const { metafile } = await build({
    ...bundlingOptions(checkout),
    entryPoints: [`lambda/handlers/${name}.ts`],
    outfile: `${name}.js`,
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {});
  const own = inputs.filter(([path]) => !path.includes('node_modules/'));
  const kept = own.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    name,
    bytes: output?.bytes ?? 0,
    ownFiles: kept.length,
    ownBytes: kept.reduce((total, [, { bytesInOutput }]) => total + bytesInOutput, 0),
    ownPaths: kept.map(([path]) => path).sort(),
    ownFilesRead: Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/')).length,
    packages: bytesByPackage(inputs),
  };
}

function bytesByPackage(
  inputs: readonly (readonly [string, { readonly bytesInOutput: number }])[],
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [path, { bytesInOutput }] of inputs) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    if (name) {
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  }
  return Object.fromEntries([...sums].sort(([, one], [, other]) => other - one));
}
