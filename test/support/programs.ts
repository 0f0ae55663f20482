import type { Context } from '../../cli/context';
import { createProgram } from '../../cli/program';
import type { Program } from '../../cli/terminal/program';
import { exploreProgram } from '../../explorer/cli/arguments';
import { chaosProgram } from '../../local/chaos/chaos-options';
import { demoProgram } from '../../local/demo/demo-options';
import { fuzzProgram } from '../../local/fuzz/fuzz-options';
import { loadProgram } from '../../local/load/load-options';
import { proofProgram } from '../../local/reconcile-proof/proof-options';
import { sendProgram } from '../../local/send/send-options';
import { startProgram } from '../../local/start/cli-options';
import { cliDocsProgram } from '../../scripts/cli-docs/cli-docs-options';
import { licencesProgram } from '../../scripts/licences/licences-options';
import { lockfileProgram } from '../../scripts/lockfile/lockfile-options';
import { mutantsProgram } from '../../scripts/mutants/mutants-options';
import { sbomProgram } from '../../scripts/sbom/sbom-options';

export async function refuseToRun(): Promise<never> {
  throw new Error('Ran, although its usage is wrong.');
}

/** Every program of the repository, by the file that runs it. */
export const PROGRAMS: readonly (readonly [string, () => Program])[] = [
  ['bin/inbox.js', () => createProgram({} as Context)],
  ['local/main.ts', () => startProgram(refuseToRun)],
  ['local/demo/main.ts', () => demoProgram(refuseToRun)],
  ['local/send/main.ts', () => sendProgram(refuseToRun)],
  ['local/load/main.ts', () => loadProgram(refuseToRun)],
  ['local/chaos/main.ts', () => chaosProgram(refuseToRun)],
  ['local/fuzz/main.ts', () => fuzzProgram(refuseToRun)],
  ['local/reconcile-proof/main.ts', () => proofProgram(refuseToRun)],
  ['explorer/main.ts', () => exploreProgram(refuseToRun)],
  ['scripts/mutants/main.ts', () => mutantsProgram(refuseToRun)],
  ['scripts/licences/main.ts', () => licencesProgram(refuseToRun)],
  ['scripts/sbom/main.ts', () => sbomProgram(refuseToRun)],
  ['scripts/cli-docs/main.ts', () => cliDocsProgram(refuseToRun)],
  ['scripts/lockfile/complete.ts', () => lockfileProgram(refuseToRun)],
];
