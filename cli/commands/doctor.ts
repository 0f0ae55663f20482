import type * as z from 'zod';
import type { Inbox } from '../connection/inbox';
import { CHECKS, examine } from '../doctor/examine';
import type { doctorReport, NamedResult } from '../doctor/finding';
import { explainUnreachable } from '../doctor/stack-checks';
import { EXIT } from '../terminal/exit-codes';
import { counted } from '../terminal/format';
import type { Context, InboxCommand } from './command';

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
        rows.push([one.severity === 'problem' ? 'FAIL' : 'WARN', one.check, about, one.what]);
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
    output.line(summarize(report));
    return report.healthy ? EXIT.done : EXIT.failed;
  },
};

function summarize({ healthy, findings, passed, notTested }: z.infer<typeof doctorReport>): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const first = healthy
    ? `Healthy: ${counted(passed.length, 'check')} passed`
    : counted(findings.length - warnings, 'problem');
  const untested = notTested.length === 0 ? '' : ` ${notTested.length} not tested.`;
  return `${first}, ${counted(warnings, 'warning')}.${untested}`;
}

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
