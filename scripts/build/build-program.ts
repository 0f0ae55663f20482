import { join, resolve } from 'node:path';
import { Program } from '../../cli/terminal/run-program';

interface BuildOptions {
  readonly out: string;
}

const ROOT = join(__dirname, '..', '..');

/** `npm run build`: what the published package holds. The code is loaded when it runs. */
export function createBuildProgram(): Program {
  return new Program('npm run build --')
    .description(
      'Builds what the published package holds: the construct, the functions, the command line and the local run.',
    )
    .option('--out <folder>', 'where to write it; what was in the folder is removed', 'dist')
    .addHelpText(
      'after',
      '\nSynth of this repository never reads it: only the package made by `npm pack` does.',
    )
    .runs(async ({ out }: BuildOptions) =>
      (await import('./build-package')).buildPackage(resolve(ROOT, out)),
    );
}
