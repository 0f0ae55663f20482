import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledFiles, PART_OPTIONS, type PackagePart, ROOT } from './package-part';

/** What runs in a process of its own, and what is read by its path: copied as it is (local/aws/program-file.ts finds it). */
const COPIED = [
  'fixtures',
  join('local', 'aws', 'lambda', 'bootstrap.cjs'),
  join('local', 'aws', 'engines', 'dynalite-child.mjs'),
  join('local', 'aws', 'engines', 'exit-with-parent.mjs'),
  join('local', 'aws', 'engines', 'fauxqs-child.mjs'),
  join('local', 'aws', 'engines', 'loopback-only.mjs'),
];

/** What the consumer's project has, or is told to install: found from there when it is needed. */
const RESOLVED_LATER = ['aws-cdk-lib', 'constructs'];

/** What the sources expect of CommonJS, in a module. */
const COMMONJS_NAMES =
  "import { createRequire as __createRequire } from 'node:module';" +
  'const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;';

/**
 * `cli/`: the program `inbox`, in chunks that are loaded when a command needs them; the local run is among them. Its help, which is
 * the same on every terminal, is a file of its own: to print it, nothing is loaded.
 */
export const commandLine: PackagePart = {
  what: 'the command line and the local run',
  build: async (out) => {
    const { metafile } = await build({
      ...PART_OPTIONS,
      entryPoints: { inbox: join('cli', 'main.ts') },
      outdir: join(out, 'cli'),
      format: 'esm',
      splitting: true,
      minify: true,
      external: RESOLVED_LATER,
      outExtension: { '.js': '.mjs' },
      chunkNames: '[name]-[hash]',
      banner: { js: COMMONJS_NAMES },
      metafile: true,
    });
    for (const path of COPIED) {
      cpSync(join(ROOT, path), join(out, path), { recursive: true });
    }
    const help = execFileSync(process.execPath, [join(out, 'cli', 'inbox.mjs'), '--help']);
    writeFileSync(join(out, 'cli', 'help.txt'), help);
    return bundledFiles(metafile, 'command line');
  },
};
