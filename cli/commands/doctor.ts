import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Command } from 'commander';
import * as z from 'zod';
import { CALL_LIMITS } from '../call-limits';
import { CommandError } from '../command-error';
import { isLocal } from '../connect';
import type { Context } from '../context';
import { describeError } from '../describe-error';
import { CHECKS } from '../doctor/checks';
import { examine, examineOutputs, skipAll } from '../doctor/examine';
import { examineStack } from '../doctor/examine-stack';
import { type Finding, fail, findingSchema } from '../doctor/finding';
import { EXIT } from '../exit-codes';
import type { Inbox } from '../inbox';
import type { GlobalOptions } from '../program';
import { UsageError } from '../usage-error';

/** The document of `doctor --json`. */
export const doctorReport = z.strictObject({
  healthy: z.boolean(),
  findings: z.array(findingSchema),
});

/** `doctor`: everything a newcomer gets wrong, and what to do about it. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('look at everything that may be wrong, and say what to do; fails when something is')
    .action(async (_options, command: Command) => {
      report(await findingsOf(command.optsWithGlobals<GlobalOptions>(), context), context);
    });
}

async function findingsOf(options: GlobalOptions, context: Context): Promise<readonly Finding[]> {
  const stack = isLocal(options) ? [] : await examineDeployment(options);
  const isBroken = stack.some(({ check, verdict }) => check === 'credentials' && verdict === 'fail');
  const inbox = isBroken ? undefined : await reach(isLocal(options) ? START_LOCAL : DEPLOY_AGAIN, context);
  if (inbox === undefined || 'verdict' in inbox) {
    const isSaid = stack.some(({ verdict }) => verdict === 'fail');
    return [...stack, ...(inbox && !isSaid ? [inbox] : []), ...skipAll()];
  }
  return [...stack, examineOutputs(inbox), ...(await examineInbox(inbox, context))];
}

async function examineInbox(inbox: Inbox, context: Context): Promise<readonly Finding[]> {
  const progress = context.output.progress(CHECKS.length, 'checks');
  try {
    return await examine({ inbox, now: context.now() }, () => progress.advance());
  } finally {
    progress.stop();
  }
}

async function examineDeployment({ stack, region }: GlobalOptions): Promise<readonly Finding[]> {
  const client = new CloudFormationClient({ ...CALL_LIMITS, ...(region !== undefined && { region }) });
  try {
    return await examineStack(stack, client);
  } finally {
    client.destroy();
  }
}

const START_LOCAL = 'Start a local run with `npm start`, or name its file with --endpoints.';
const DEPLOY_AGAIN =
  'Name the right stack with --stack; if it is the right one, deploy it again with this version.';

/** The inbox, or why it is out of reach. */
async function reach(remedy: string, context: Context): Promise<Inbox | Finding> {
  try {
    return await context.connect();
  } catch (error) {
    if (error instanceof CommandError || error instanceof UsageError) {
      return { check: 'outputs', ...fail({ what: describeError(error), remedy }) };
    }
    throw error;
  }
}

const SIGNS = { ok: 'ok', warn: 'WARN', fail: 'FAIL', skipped: '-' } as const;

function report(findings: readonly Finding[], context: Context): void {
  const { output } = context;
  const failures = findings.filter(({ verdict }) => verdict === 'fail').length;
  const warnings = findings.filter(({ verdict }) => verdict === 'warn').length;
  output.json({ healthy: failures === 0, findings });
  output.table(['', 'check', 'of', 'finding'], findings.map(row));
  for (const { check, about, remedy } of findings.filter((finding) => finding.remedy !== undefined)) {
    output.line(`${check}${about === undefined ? '' : ` of ${about}`}: ${remedy}`);
  }
  output.line(
    failures === 0 ? `Healthy; ${warnings} to think of.` : `${failures} wrong; ${warnings} to think of.`,
  );
  if (failures > 0) {
    context.exitCode = EXIT.failed;
  }
}

function row({ verdict, check, about, what }: Finding) {
  return [SIGNS[verdict], check, about ?? '', what];
}
