import { join } from 'node:path';

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
    '@aws-sdk/credential-provider-node': join(
      __dirname,
      '..',
      '..',
      'lambda',
      'adapters',
      'env-credentials.ts',
    ),
  },
} as const;

/** The aliases as esbuild command-line arguments, the form `NodejsFunction` takes. */
export const BUNDLING_ARGUMENTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(BUNDLING.alias).map(([from, to]) => [`--alias:${from}`, to]),
);
