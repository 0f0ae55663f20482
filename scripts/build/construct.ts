import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledFiles, PART_OPTIONS, type PackagePart } from './package-part';

/** `index.js`: the construct, in one CommonJS file. The CDK is the consumer's own. */
export const construct: PackagePart = {
  what: 'the construct',
  build: async (out) => {
    const { metafile } = await build({
      ...PART_OPTIONS,
      entryPoints: { index: join('lib', 'index.ts') },
      outdir: out,
      format: 'cjs',
      external: ['aws-cdk-lib', 'constructs'],
      metafile: true,
    });
    return bundledFiles(metafile, 'construct');
  },
};
