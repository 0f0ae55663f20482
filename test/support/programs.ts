import type { Context } from '../../cli/connection/context';
import { createProgram } from '../../cli/program';
import type { Program } from '../../cli/terminal/run-program';
import { demoProgram } from '../../local/demo/demo-options';
import { startProgram } from '../../local/run/cli-options';
import { sendProgram } from '../../local/send/send-options';
import { chaosProgram } from '../../proofs/chaos/chaos-options';
import { exploreProgram } from '../../proofs/explorer/cli/arguments';
import { fuzzProgram } from '../../proofs/fuzz/fuzz-options';
import { loadProgram } from '../../proofs/load/load-options';
import { mutantsProgram } from '../../proofs/mutants/mutants-options';
import { proofProgram } from '../../proofs/reconcile/proof-options';
import { cliDocsProgram } from '../../scripts/cli-docs/cli-docs-options';
import { licencesProgram } from '../../scripts/licences/licences-options';
import { lockfileProgram } from '../../scripts/lockfile/lockfile-options';
import { measureProgram } from '../../scripts/measure/measure-options';
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
  ['proofs/load/main.ts', () => loadProgram(refuseToRun)],
  ['proofs/chaos/main.ts', () => chaosProgram(refuseToRun)],
  ['proofs/fuzz/main.ts', () => fuzzProgram(refuseToRun)],
  ['proofs/reconcile/main.ts', () => proofProgram(refuseToRun)],
  ['proofs/explorer/main.ts', () => exploreProgram(refuseToRun)],
  ['proofs/mutants/main.ts', () => mutantsProgram(refuseToRun)],
  ['scripts/licences/main.ts', () => licencesProgram(refuseToRun)],
  ['scripts/sbom/main.ts', () => sbomProgram(refuseToRun)],
  ['scripts/cli-docs/main.ts', () => cliDocsProgram(refuseToRun)],
  ['scripts/measure/main.ts', () => measureProgram(refuseToRun)],
  ['scripts/lockfile/complete.ts', () => lockfileProgram(refuseToRun)],
];
