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

/** The code of every function, bundled from the sources: one build, which parses what they share once. */
export function bundleHandlers(): Readonly<Record<Handler, Uint8Array>> {
  const { outputFiles } = buildSync({
    ...BUNDLING,
    entryPoints: HANDLERS.map((handler) => join('lambda', 'handlers', `${handler}.ts`)),
    outdir: '.',
    write: false,
  });
  return Object.fromEntries(
    HANDLERS.map((handler, position) => [handler, outputFiles[position]?.contents ?? new Uint8Array()]),
  ) as Record<Handler, Uint8Array>;
}
