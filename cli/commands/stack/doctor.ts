import type { Inbox } from '../../connection/inbox';
import { CHECKS, examine } from '../../doctor/examine';
import { type NamedResult, toReport } from '../../doctor/finding';
import { explainUnreachable } from '../../doctor/stack-checks';
import { EXIT } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import { column } from '../../terminal/table';
import type { Context, InboxCommand } from '../command';

/** Worst first; what was tested and found in order comes last. */
const MARKS = { problem: 'FAIL', warning: 'WARN', not_tested: '-', passed: 'ok' } as const;
const ORDER = Object.keys(MARKS);

const COLUMNS = [
  column('', 'state', 4),
  column('check', 'text', 3),
  column('of', 'text', 2, 6),
  column('result', 'prose', 1),
];

/** `doctor`: everything that a newcomer gets wrong or that breaks in operation, and what to do about it. */
export const doctor: InboxCommand<unknown> = {
  async run(_, context) {
    const results = await context.connect().then(
      (inbox) => examineAll(inbox, context),
      (error: unknown) => explainUnreachable(error, context.isLocal),
    );
    const report = toReport(results);
    context.output.json(report);
    printReport(results, context);
    return report.healthy ? EXIT.done : EXIT.failed;
  },
};

/** Every check, with a bar that shows how far it is. */
export function examineAll(inbox: Inbox, { now, output }: Context): Promise<readonly NamedResult[]> {
  return output.progress(Object.keys(CHECKS).length, 'checks', ({ advance }) =>
    examine({ inbox, now: now() }, () => advance()),
  );
}

/** For a person: what was found, and in one line how it stands. */
export function printReport(results: readonly NamedResult[], { output }: Context): void {
  const report = toReport(results);
  output.table(
    COLUMNS,
    results
      .map(toRows)
      .sort((one, other) => one.rank - other.rank)
      .flatMap(({ rows }) => rows),
  );
  const warnings = report.findings.filter(({ severity }) => severity === 'warning').length;
  const first = report.healthy
    ? `Healthy: ${counted(report.passed.length, 'check')} passed`
    : counted(report.findings.length - warnings, 'problem');
  const untested = report.notTested.length === 0 ? '' : ` ${report.notTested.length} not tested.`;
  output.line(`${first}, ${counted(warnings, 'warning')}.${untested}`);
}

/** What was found, and beneath it what to do. */
function toRows(one: NamedResult) {
  const kind = one.result === 'finding' ? one.severity : one.result;
  const said = one.result === 'not_tested' ? `not tested: ${one.why}` : one.what;
  const remedy = one.result === 'finding' ? [['', '', '', `${one.code}: ${one.remedy}`]] : [];
  return { rank: ORDER.indexOf(kind), rows: [[MARKS[kind], one.check, one.about, said], ...remedy] };
}
