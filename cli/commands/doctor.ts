import type * as z from 'zod';
import type { Inbox } from '../connection/inbox';
import { CHECKS, examine } from '../doctor/examine';
import type { doctorReport, NamedResult } from '../doctor/finding';
import { explainUnreachable } from '../doctor/stack-checks';
import { EXIT } from '../terminal/errors';
import { counted } from '../terminal/format';
import type { Context, InboxCommand } from './command';

const MARKS = { problem: 'FAIL', warning: 'WARN' } as const;

/** `doctor`: everything that a newcomer gets wrong or that breaks in operation, and what to do about it. */
export const doctor: InboxCommand<unknown> = {
  name: 'doctor',
  description: 'test everything that may be wrong, and say what to do; exit 1 when there is a problem',

  async run(_, context) {
    const { output } = context;
    const report: z.infer<typeof doctorReport> = { healthy: true, findings: [], passed: [], notTested: [] };
    const rows: string[][] = [];
    for (const { result, ...one } of await examineInbox(context)) {
      const about = one.about ?? '';
      if ('severity' in one) {
        report.findings.push(one);
        report.healthy &&= one.severity === 'warning';
        rows.push([MARKS[one.severity], one.check, about, one.what]);
      } else if ('what' in one) {
        report.passed.push(one);
        rows.push(['ok', one.check, about, one.what]);
      } else {
        report.notTested.push(one);
        rows.push(['-', one.check, about, `not tested: ${one.why}`]);
      }
    }
    output.json(report);
    output.table(['', 'check', 'of', 'result'], rows);
    for (const { code, about, remedy } of report.findings) {
      output.line(`${code}${about === undefined ? '' : ` of ${about}`}: ${remedy}`);
    }
    const warnings = report.findings.filter(({ severity }) => severity === 'warning').length;
    const first = report.healthy
      ? `Healthy: ${counted(report.passed.length, 'check')} passed`
      : counted(report.findings.length - warnings, 'problem');
    const untested = report.notTested.length === 0 ? '' : ` ${report.notTested.length} not tested.`;
    output.line(`${first}, ${counted(warnings, 'warning')}.${untested}`);
    return report.healthy ? EXIT.done : EXIT.failed;
  },
};

async function examineInbox(context: Context): Promise<readonly NamedResult[]> {
  let inbox: Inbox;
  try {
    inbox = await context.connect();
  } catch (error) {
    return explainUnreachable(error, context.isLocal);
  }
  return context.output.progress(Object.keys(CHECKS).length, 'checks', (progress) =>
    examine({ inbox, now: context.now() }, () => progress.advance()),
  );
}
