import type { ExitCode } from '../../cli/terminal/exit-codes';
import { Program } from '../../cli/terminal/run-program';

const DEFAULT_FILE = 'sbom.cdx.json';

/** `npm run sbom`: `run` is called with the file to write. */
export function sbomProgram(run: (file: string) => Promise<ExitCode>): Program {
  return new Program('npm run sbom --')
    .description('Writes what the app is made of (CycloneDX), without the tools of development.')
    .argument('[file]', 'where to write it', DEFAULT_FILE)
    .runs((_, [file = DEFAULT_FILE]) => run(file));
}
