import type { Context } from '../../../cli/commands/command';
import { createProgram } from '../../../cli/program';
import type { Program } from '../../../cli/terminal/run-program';
import { createDemoProgram } from '../../../local/demo/demo-options';
import { createStartProgram } from '../../../local/run/start-options';
import { createSendProgram } from '../../../local/send/send-options';
import { createProofProgram } from '../../../proofs/proof-program';
import { createBuildProgram } from '../../../scripts/build/build-program';
import { createCompareProgram } from '../../../scripts/compare-templates/compare-options';
import { createGenerateProgram } from '../../../scripts/generate/generate-program';
import { createLockfileProgram } from '../../../scripts/lockfile/lockfile-options';
import { createMeasureProgram } from '../../../scripts/measure/measure-options';
import { createReleaseProgram } from '../../../scripts/release/release-options';

export async function refuseToRun(): Promise<never> {
  throw new Error('Ran, although its usage is wrong.');
}

/** Every program of the repository, by the file that runs it. */
export const PROGRAMS: readonly (readonly [string, () => Program])[] = [
  ['bin/inbox.js', () => createProgram({} as Context)],
  ['local/main.ts', () => createStartProgram(refuseToRun)],
  ['local/demo/main.ts', () => createDemoProgram(refuseToRun)],
  ['local/send/main.ts', () => createSendProgram(refuseToRun)],
  ['proofs/main.ts', createProofProgram],
  ['scripts/generate/main.ts', createGenerateProgram],
  ['scripts/compare-templates/main.ts', () => createCompareProgram(refuseToRun)],
  ['scripts/measure/main.ts', () => createMeasureProgram(refuseToRun)],
  ['scripts/build/main.ts', createBuildProgram],
  ['scripts/lockfile/complete.ts', () => createLockfileProgram(refuseToRun)],
  ['scripts/release/check-release.ts', () => createReleaseProgram(refuseToRun)],
];
