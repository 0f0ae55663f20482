import { Program } from '../cli/terminal/run-program';
import { createChaosProgram } from './chaos/chaos-options';
import { createExploreProgram } from './explorer/cli/explore-options';
import { createFuzzProgram } from './fuzz/fuzz-options';
import { createLoadProgram } from './load/load-options';
import { createMutantsProgram } from './mutants/mutants-options';
import { createReconcileProgram } from './reconcile/reconcile-options';

/** `npm run proof -- <name>`: a proof's own code is loaded when it runs. */
export function createProofProgram(): Program {
  const program = new Program('npm run proof --');
  program
    .description(
      'Proves on this machine that no event is lost, doubled or stuck. Each proof has its own --help.',
    )
    .addCommand(
      createExploreProgram(async (options) => (await import('./explorer/cli/explore')).explore(options)),
    )
    .addCommand(createChaosProgram(async (options) => (await import('./chaos/chaos')).chaos(options)))
    .addCommand(createFuzzProgram(async (options) => (await import('./fuzz/fuzz')).fuzz(options)))
    .addCommand(createLoadProgram(async (options) => (await import('./load/load')).load(options)))
    .addCommand(
      createMutantsProgram(async (chosen) => (await import('./mutants/kill-mutants')).killMutants(chosen)),
    )
    .addCommand(
      createReconcileProgram(async (size) =>
        (await import('./reconcile/reconcile-proof')).proveReconciliation(size),
      ),
    )
    .addHelpText('after', '\nExit status: 0 the proof passed, 1 it failed, 2 wrong use.');
  return program;
}
