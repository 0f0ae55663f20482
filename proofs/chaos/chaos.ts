import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { printLine, stopwatch } from '../../cli/terminal/output';
import type { ChaosOptions } from './chaos-options';
import { chaosPassed, describeChaos } from './describe-chaos';
import { runChaos } from './run-chaos';

/** `npm run proof -- chaos` */
export async function chaos(options: ChaosOptions): Promise<ExitCode> {
  const progress = stopwatch();
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-chaos-'));
  let passed = false;
  try {
    const report = await runChaos(options, directory, progress);
    passed = chaosPassed(report);
    printLine(`\n${describeChaos(report)}`);
    printLine(passed ? 'The promise was kept.' : `✗ The promise was NOT kept (seed ${options.seed}).`);
    return passed ? EXIT.done : EXIT.failed;
  } finally {
    if (passed && !options.keep) {
      rmSync(directory, { recursive: true, force: true });
    } else {
      printLine(`What the stores hold, and what the functions printed last: ${join(directory, 'data')}`);
    }
  }
}
