import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine, stopwatch } from '../../cli/terminal/output';
import { listLimit } from './evaluate-proof';
import type { ProofSize } from './proof-documents';
import { runProof } from './run-proof';

/** `npm run proof -- reconcile` */
export async function proveReconciliation(size: ProofSize): Promise<ExitCode> {
  const { facts, problems } = await runProof({ ...size, onProgress: stopwatch() });
  const { totals } = facts.report ?? {};
  printLine(
    `documents ${size.documents}, without webhook ${size.missing}, late ${size.late}, killed after ${facts.listsAtKill} pages`,
  );
  printLine(
    `listed ${totals?.listed}, matched ${totals?.matched}, captured ${totals?.missing}, unrecoverable ${totals?.unrecoverable}`,
  );
  printLine(
    `calls: ${facts.lists.length} pages (at most ${listLimit(size)}), ${facts.calls.length} documents; results ${facts.resultKeys.length}`,
  );
  printLine(
    problems.length === 0
      ? 'PASS: all checks hold.'
      : `${problems.join('\n')}\nFAIL: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`,
  );
  return problems.length === 0 ? EXIT.done : EXIT.failed;
}
