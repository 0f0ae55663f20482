import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Command } from 'commander';
import type * as z from 'zod';
import { CALL_LIMITS } from '../connection/client-config';
import type { GlobalOptions } from '../connection/connect';
import { isLocal } from '../connection/connect';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { LocalRunEndedError } from '../connection/local-runs';
import { CHECKS, examine, examineOutputs } from '../doctor/examine';
import { type doctorReport, finding, type NamedResult } from '../doctor/finding';
import { examineStack } from '../doctor/stack-checks';
import { CommandError } from '../terminal/errors';
import { EXIT } from '../terminal/exit-codes';
import type { Cell } from '../terminal/output';

/** `doctor`: everything a newcomer gets wrong or that breaks in operation, and what to do about it. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('test everything that may be wrong, and say what to do; exit 1 when there is a problem')
    .action(async (_options, command: Command) => {
      reportResults(await resultsOf(command.optsWithGlobals<GlobalOptions>(), context), context);
    });
}

async function resultsOf(options: GlobalOptions, context: Context): Promise<readonly NamedResult[]> {
  const stack = isLocal(options) ? [] : await examineDeployment(options);
  // Nothing that follows could be trusted: one finding, and the end.
  if (stack.some(endsExamination)) {
    return stack;
  }
  const inbox = await reach(context);
  if ('check' in inbox) {
    return [...stack, inbox];
  }
  return [...stack, examineOutputs(inbox), ...(await examineInbox(inbox, context))];
}

function endsExamination(result: NamedResult): boolean {
  return (
    result.result === 'finding' &&
    (result.code === 'credentials_unusable' || result.code === 'stack_not_found')
  );
}

async function examineInbox(inbox: Inbox, context: Context): Promise<readonly NamedResult[]> {
  const progress = context.output.progress(CHECKS.length, 'checks');
  try {
    return await examine({ inbox, now: context.now() }, () => progress.advance());
  } finally {
    progress.stop();
  }
}

async function examineDeployment({ stack, region }: GlobalOptions): Promise<readonly NamedResult[]> {
  const client = new CloudFormationClient({ ...CALL_LIMITS, ...(region !== undefined && { region }) });
  try {
    return await examineStack(stack, client);
  } finally {
    client.destroy();
  }
}

/** The inbox, or the one finding that ends the examination. @throws UsageError when the options name none */
async function reach(context: Context): Promise<Inbox | NamedResult> {
  try {
    return await context.connect();
  } catch (error) {
    if (error instanceof LocalRunEndedError) {
      return {
        check: 'local run',
        ...finding('local_run_not_running', {
          what: error.message,
          remedy: 'Start it with the command above, or name another with --run or --endpoints.',
        }),
      };
    }
    if (error instanceof CommandError) {
      return {
        check: 'outputs',
        ...finding('outputs_missing', {
          what: error.message,
          remedy:
            'Name the right stack with --stack; if it is the right one, deploy it again with this version.',
        }),
      };
    }
    throw error;
  }
}

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
