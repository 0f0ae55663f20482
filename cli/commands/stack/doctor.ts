import { CHECKS, examine } from '../../doctor/examine';
import { toReport } from '../../doctor/finding';
import { explainUnreachable } from '../../doctor/stack-checks';
import { EXIT } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import type { InboxCommand } from '../command';

const MARKS = { problem: 'FAIL', warning: 'WARN', passed: 'ok', not_tested: '-' } as const;

/** `doctor`: everything that a newcomer gets wrong or that breaks in operation, and what to do about it. */
export const doctor: InboxCommand<unknown> = {
  name: 'doctor',
  description: 'test everything that may be wrong, and say what to do; exit 1 when there is a problem',

  async run(_, context) {
    const { output } = context;
    const results = await context.connect().then(
      (inbox) =>
        output.progress(Object.keys(CHECKS).length, 'checks', ({ advance }) =>
          examine({ inbox, now: context.now() }, () => advance()),
        ),
      (error: unknown) => explainUnreachable(error, context.isLocal),
    );
    const report = toReport(results);
    const rows = results.map((one) => [
      'severity' in one ? MARKS[one.severity] : MARKS[one.result],
      one.check,
      one.about,
      'why' in one ? `not tested: ${one.why}` : one.what,
    ]);
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
