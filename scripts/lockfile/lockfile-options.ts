import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';

/** `npx tsx scripts/lockfile/complete.ts`. */
export function createLockfileProgram(run: () => Promise<ExitCode>): Program {
  return new Program('npx tsx scripts/lockfile/complete.ts')
    .description('Adds the packages of the other platforms, which npm leaves out, to package-lock.json.')
    .runs(run);
}
