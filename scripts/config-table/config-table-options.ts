import type { ExitCode } from '../../cli/terminal/exit-codes';
import { Program } from '../../cli/terminal/run-program';

/** `npx tsx scripts/config-table/main.ts`. */
export function configTableProgram(run: () => ExitCode): Program {
  return new Program('npx tsx scripts/config-table/main.ts')
    .description('Writes the table of configuration keys in README.md from the schema in lib/config.')
    .addHelpText('after', '\nExit status: 0 done, 1 README has no such table, 2 wrong use.')
    .runs(run);
}
