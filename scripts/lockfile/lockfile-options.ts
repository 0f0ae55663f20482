import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';

/** `npx tsx scripts/lockfile/complete.ts`. */
export function createLockfileProgram(run: () => Promise<ExitCode>): Program {
  return new Program('npx tsx scripts/lockfile/complete.ts')
    .description(
      'Adds to package-lock.json the packages of the other platforms, and silences warnings for Node 20.',
    )
    .runs(run);
}
