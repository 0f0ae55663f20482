import { describeCounts, describeProblems, describeStates } from '../load/report';
import type { ChaosReport } from './run-chaos';

/** Whether the promise was kept, and the run was what it should be. */
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
