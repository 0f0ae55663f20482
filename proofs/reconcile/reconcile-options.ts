import { type ExitCode, UsageError } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import type { ProofSize } from './proof-documents';

const MOST = 1_000_000;
const MORE_HELP = '\nExit status: 0 all checks hold, 1 one does not, 2 wrong use.';

/** `npm run proof -- reconcile`: `run` is called with what the command line says. */
export function createReconcileProgram(run: (size: ProofSize) => Promise<ExitCode>): Program {
  return new Program('reconcile')
    .description(
      'Reconciles a source of many documents on the local stack, killed half-way and started again; then late webhooks come.',
    )
    .option('--documents <n>', 'documents the provider has finished', wholeNumberOption(1, MOST), 10_000)
    .option('--missing <n>', 'of these, so many whose webhook never came', wholeNumberOption(0, MOST), 137)
    .option(
      '--late <n>',
      'of the missing, so many whose webhook comes afterwards',
      wholeNumberOption(0, MOST),
      20,
    )
    .option(
      '--expired <n>',
      'of the others, so many whose record has expired',
      wholeNumberOption(0, MOST),
      500,
    )
    .addHelpText('after', MORE_HELP)
    .runs<ProofSize>((size) => {
      assertSize(size);
      return run(size);
    });
}

function assertSize({ documents, missing, late, expired }: ProofSize): void {
  if (missing + expired > documents) {
    throw new UsageError(
      `--missing and --expired: got ${missing} and ${expired}, expected no more than --documents (${documents}) together.`,
    );
  }
  if (late > missing) {
    throw new UsageError(`--late: got ${late}, expected no more than --missing (${missing}).`);
  }
}
