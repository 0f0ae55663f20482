import type * as z from 'zod';
import type { Context } from '../connection/context';
import { EXIT } from '../terminal/exit-codes';
import type { Cell } from '../terminal/output';
import type { doctorReport, NamedResult } from './finding';

type Report = z.infer<typeof doctorReport>;

/** Shows what was found, what passed and what was not tested; a problem makes the command fail. */
export function reportResults(results: readonly NamedResult[], context: Context): void {
  const { output } = context;
  const report = toReport(results);
  output.json(report);
  output.table(['', 'check', 'of', 'result'], results.map(row));
  for (const { code, about, remedy } of report.findings) {
    output.line(`${code}${about === undefined ? '' : ` of ${about}`}: ${remedy}`);
  }
  output.line(summary(report));
  if (!report.healthy) {
    context.exitCode = EXIT.failed;
  }
}

function toReport(results: readonly NamedResult[]): Report {
  const report: Report = { healthy: true, findings: [], passed: [], notTested: [] };
  for (const one of results) {
    switch (one.result) {
      case 'finding': {
        const { result: _, ...found } = one;
        report.findings.push(found);
        report.healthy &&= found.severity === 'warning';
        break;
      }
      case 'passed': {
        const { result: _, ...found } = one;
        report.passed.push(found);
        break;
      }
      case 'not_tested': {
        const { result: _, ...found } = one;
        report.notTested.push(found);
        break;
      }
    }
  }
  return report;
}

function row(result: NamedResult): readonly Cell[] {
  const about = result.about ?? '';
  switch (result.result) {
    case 'finding':
      return [result.severity === 'problem' ? 'FAIL' : 'WARN', result.check, about, result.what];
    case 'passed':
      return ['ok', result.check, about, result.what];
    case 'not_tested':
      return ['-', result.check, about, `not tested: ${result.why}`];
  }
}

function summary({ healthy, findings, passed, notTested }: Report): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const untested = notTested.length === 0 ? '' : ` ${notTested.length} not tested.`;
  return healthy
    ? `Healthy: ${counted(passed.length, 'check')} passed, ${counted(warnings, 'warning')}.${untested}`
    : `${counted(findings.length - warnings, 'problem')}, ${counted(warnings, 'warning')}.${untested}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
