import * as z from 'zod';
import { getSetupInstructions } from '../../../lambda/providers/setup-registry';
import type { Inbox } from '../../connection/inbox';
import { doctorReport, toReport } from '../../doctor/finding';
import { findSource } from '../../operations/events/find-event';
import { type SetupStep, setupStepSchema } from '../../operations/set-up-source';
import { EXIT, type ExitCode } from '../../terminal/errors';
import { wholeNumberOption } from '../../terminal/option-values';
import type { Context, InboxCommand } from '../command';
import { examineAll, printReport } from './doctor';
import { createAnswers, type SetupAnswers, StoppedError } from './setup-answers';
import {
  deliveryStep,
  type SourceSetup,
  signingKeyStep,
  testEventStep,
  tokenStep,
  webhookStep,
} from './setup-steps';

/** The document of `setup --json`. */
export const setupReport = z.strictObject({
  sources: z.array(
    z.strictObject({ source: z.string(), webhookUrl: z.string(), steps: z.array(setupStepSchema) }),
  ),
  /** Null after a dry run, and when it was stopped. */
  doctor: doctorReport.nullable(),
});

type SourceReport = z.infer<typeof setupReport>['sources'][number];

interface SetupOptions {
  readonly source?: string;
  readonly wait?: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

const MARKS = { done: 'ok', open: '-', failed: 'FAIL' } as const;

/** `setup`: everything between a deployment and the first delivery, source by source. What is done already is not done again. */
export const setup: InboxCommand<SetupOptions> = {
  options: (command) =>
    command
      .option('--source <id>', 'one source (default: all)')
      .option('--wait <minutes>', 'wait so long for a delivery of the provider', wholeNumberOption(0, 1_440))
      .option('--dry-run', 'show what is done and what is not; change and send nothing')
      .option('--yes', 'ask for secrets alone; without a terminal, read them from a pipe, one on each line')
      .addHelpText('after', '\nStop it with Ctrl-C, and run it again: it goes on where it stopped.'),

  async run(options, context) {
    const answers = await createAnswers(options, context);
    const inbox = await context.connect();
    const { output } = context;
    const named = options.source;
    const addresses = named === undefined ? inbox.connection.sources : [findSource(named, inbox)];
    const reports: SourceReport[] = [];
    try {
      for (const address of addresses) {
        const report: SourceReport = { source: address.id, webhookUrl: address.webhookUrl, steps: [] };
        reports.push(report);
        await setUpSource(toSetup(address.id, { inbox, answers, context, options }), report.steps);
      }
    } catch (error) {
      if (!(error instanceof StoppedError)) {
        throw error;
      }
      output.json({ sources: reports, doctor: null });
      printNext(reports, context);
      output.note('Stopped. What was stored stays; run it again to go on.');
      return EXIT.stopped;
    }
    return finish(reports, options, inbox, context);
  },
};

interface SetupParts {
  readonly inbox: Inbox;
  readonly answers: SetupAnswers;
  readonly context: Context;
  readonly options: SetupOptions;
}

function toSetup(id: string, { inbox, answers, context, options }: SetupParts): SourceSetup {
  const source = inbox.sources.get(id);
  const address = findSource(id, inbox);
  if (!source) {
    throw new Error(`Source ${id} has no provider.`);
  }
  const instructions = getSetupInstructions(source.provider.manifest.id, source.options);
  const { wait, dryRun = false } = options;
  return { inbox, source, address, instructions, answers, context, wait, dryRun };
}

async function setUpSource(one: SourceSetup, steps: SetupStep[]): Promise<void> {
  const { output } = one.context;
  output.heading(`Source ${one.address.id} (${one.source.provider.manifest.name})`);
  const take = async (work: Promise<SetupStep>) => {
    const step = await work;
    steps.push(step);
    output.line(`${step.step}: ${step.what}`, `${MARKS[step.state].padEnd(4)}  `);
    return step;
  };
  await take(webhookStep(one));
  const key = await take(signingKeyStep(one));
  await take(tokenStep(one));
  await take(testEventStep(one, key.what === 'stored'));
  await take(deliveryStep(one));
  output.line();
}

async function finish(
  reports: readonly SourceReport[],
  { dryRun }: SetupOptions,
  inbox: Inbox,
  context: Context,
): Promise<ExitCode> {
  const { output } = context;
  const results = dryRun ? undefined : await examineAll(inbox, context);
  const examined = results && toReport(results);
  output.json({ sources: reports, doctor: examined ?? null });
  if (results) {
    printReport(results, context);
  }
  printNext(reports, context);
  const steps = reports.flatMap((report) => report.steps);
  // A dry run sends nothing, and what the provider does not send yet is no failure.
  const waits = ['webhook', 'delivery', ...(dryRun ? ['test event'] : [])];
  const isReady = steps.every(({ step, state }) => state === 'done' || waits.includes(step));
  return isReady && examined?.healthy !== false ? EXIT.done : EXIT.failed;
}

/** What is left to do, one line for each step. */
function printNext(reports: readonly SourceReport[], { output }: Context): void {
  for (const { source, steps } of reports) {
    for (const { step, next } of steps) {
      if (next !== null) {
        output.line(`next: ${source}, ${step}: ${next}`);
      }
    }
  }
}
