import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Command } from 'commander';
import { CALL_LIMITS } from '../connection/call-limits';
import { isLocal } from '../connection/connect';
import type { Context } from '../connection/context';
import { LocalRunEndedError } from '../connection/local-runs';
import { CHECKS } from '../doctor/checks';
import { examine, examineOutputs } from '../doctor/examine';
import { examineStack } from '../doctor/examine-stack';
import { finding, type NamedResult } from '../doctor/finding';
import { reportResults } from '../doctor/report-results';
import type { Inbox } from '../inbox';
import type { GlobalOptions } from '../program';
import { CommandError } from '../terminal/errors';

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
