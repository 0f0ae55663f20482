import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** The modules that Lambda calls: file names in lambda/handlers. */
export const HANDLERS = ['ingest', 'process', 'sweep', 'reconcile'] as const;

export type Handler = (typeof HANDLERS)[number];

/**
 * How every function is bundled: synth, the published package and the tests read the same options. CommonJS with everything
 * inside and ESM entry points first, because each of these was measured to start faster than its alternative. With
 * `absWorkingDir` the code does not depend on the folder that the sources are in.
 */
export const BUNDLING = {
  absWorkingDir: ROOT,
  // Nor on where node_modules is, if that is a link.
  preserveSymlinks: true,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  mainFields: ['module', 'main'] as string[],
  minify: true,
  sourcemap: false,
  logLevel: 'error',
  alias: {
    '@aws-sdk/credential-provider-node': join(ROOT, 'lambda', 'adapters', 'env-credentials.ts'),
  },
} as const satisfies BuildOptions;

export interface BundledHandlers {
  readonly code: Readonly<Record<Handler, Uint8Array>>;
  /** Every file of which at least one byte is in a bundle, relative to the root → the functions it is in. */
  readonly inputs: ReadonlyMap<string, readonly Handler[]>;
}

/** Bundles every function from the sources: in one build, which parses once what they share. */
export function bundleHandlers(): BundledHandlers {
  const { outputFiles, metafile } = buildSync({
    ...BUNDLING,
    entryPoints: HANDLERS.map((handler) => join('lambda', 'handlers', `${handler}.ts`)),
    outdir: '.',
    write: false,
    metafile: true,
  });
  const code = HANDLERS.map((handler, position) => [handler, outputFiles[position]?.contents]);
  const inputs = new Map<string, readonly Handler[]>();
  for (const handler of HANDLERS) {
    for (const [path, { bytesInOutput }] of Object.entries(metafile.outputs[`${handler}.js`]?.inputs ?? {})) {
      if (bytesInOutput > 0) {
        inputs.set(path, [...(inputs.get(path) ?? []), handler]);
      }
    }
  }
  return { code: Object.fromEntries(code) as Record<Handler, Uint8Array>, inputs };
}
