import type { ExitCode } from '../../cli/terminal/exit-codes';
import { Program } from '../../cli/terminal/run-program';

/** `npm run docs:cli`. */
export function cliDocsProgram(run: () => Promise<ExitCode>): Program {
  return new Program('npm run docs:cli --')
    .description('Writes docs/cli.md from real runs: a local stack, 500 mixed events, every command.')
    .runs(run);
}
