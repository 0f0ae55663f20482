import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine, stopwatch } from '../../cli/terminal/output';
import { describeCounts, describeProblems, describeStates } from '../load/find-problems';
import type { ChaosOptions } from './chaos-options';
import { type ChaosReport, runChaos } from './run-chaos';

/** `npm run proof -- chaos` */
export async function chaos(options: ChaosOptions): Promise<ExitCode> {
  const progress = stopwatch();
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-chaos-'));
  let passed = false;
  try {
    const report = await runChaos(options, directory, progress);
    passed = chaosPassed(report);
    printLine(`\n${describeChaos(report)}`);
    printLine(passed ? 'PASS: all checks hold.' : `FAIL: see the problems above (seed ${options.seed}).`);
    return passed ? EXIT.done : EXIT.failed;
  } finally {
    if (passed && !options.keep) {
      rmSync(directory, { recursive: true, force: true });
    } else {
      printLine(`Stores and function log: ${join(directory, 'data')}`);
    }
  }
}

/** Whether all checks hold: no problem was found, every delivery was answered and no kill missed. */
export function chaosPassed({ problems, sent, missed }: ChaosReport): boolean {
  return problems.length === 0 && sent.unanswered === 0 && missed === 0;
}

/** The figures of a run, as a person reads them. */
export function describeChaos(report: ChaosReport): string {
  const { sent, kills, missed, restarts, evidence, calls, seconds } = report;
  const attempts = [...sent.attempts.values()].reduce((sum, count) => sum + count, 0);
  const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
  return [
    `Sent: ${report.deliveries} deliveries in ${attempts} attempts (${describeCounts(sent.attempts)}); ${sent.unanswered} given up`,
    `SIGKILL: ${total} (${describeCounts(kills)}); ${restarts} restarts of the whole stack; ${missed} found nothing to kill`,
    `Records: ${describeStates([...evidence.records.values()])}; ${evidence.results.size} results`,
    `Providers: ${calls.calls} calls for ${calls.documents} documents, ${calls.extra} of them extra`,
    `Time: ${seconds.all} s, of which load ${seconds.load} s and recovery ${seconds.recovery} s`,
    describeProblems(report.problems),
  ].join('\n');
}
