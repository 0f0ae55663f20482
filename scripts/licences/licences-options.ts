import type { ExitCode } from '../../cli/terminal/exit-codes';
import { Program } from '../../cli/terminal/run-program';

/** `npm run licences`. */
export function licencesProgram(run: () => Promise<ExitCode>): Program {
  return new Program('npm run licences --')
    .description('Writes docs/licences.md: every package in the deployed bundles, with its licence.')
    .addHelpText('after', '\nExit status: 0 every licence is accepted, 1 one is not, 2 wrong use.')
    .runs(run);
}
