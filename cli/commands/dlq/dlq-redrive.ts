import type { Command } from 'commander';
import * as z from 'zod';
import { DeadLetterRedriver, isKept } from '../../../lambda/usecases/recover/dead-letters';
import type { RecoveryRefusal } from '../../../lambda/usecases/recover/recover-event';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { reason, wholeNumberOption } from '../../terminal/option-values';
import { REFUSAL_REMEDIES } from '../recover/report-replay';
import { deadLetterQueues, showInFlight } from './dead-letter-queues';

interface RedriveOptions {
  readonly provider?: string;
  readonly limit: number;
  readonly reason?: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** The document of `dlq redrive --json`. */
export const redriveReport = z.strictObject({
  /** True: the outcomes are what a redrive would do. */
  dryRun: z.boolean(),
  messages: z.array(
    z.strictObject({
      provider: z.string(),
      key: z.string().nullable(),
      outcome: z.enum(['redriven', ...(Object.keys(REFUSAL_REMEDIES) as RecoveryRefusal[])]),
    }),
  ),
  redriven: z.number(),
  kept: z.number(),
  /** Hidden because somebody else received them a moment ago; approximately. */
  inFlight: z.number(),
});

type RedriveReport = z.infer<typeof redriveReport>;
type Outcome = RedriveReport['messages'][number]['outcome'];

const MEANINGS: Readonly<Record<Outcome, string>> = {
  ...REFUSAL_REMEDIES,
  redriven: 'its event runs again; the message is deleted',
  not_failed: 'its event is not FAILED (any more): only the message is deleted',
  unknown_event: 'there is no such event: only the message is deleted',
  unknown_source: 'its source is not configured: kept; add it again and deploy',
  invalid: 'not a message of this version: kept; deploy the version that wrote it, or delete it in SQS',
};

/** `dlq redrive`. */
export function addDlqRedrive(dlq: Command, context: Context): void {
  dlq
    .command('redrive')
    .description('run the events of the dead letters again, each once; then the message is deleted')
    .option('--provider <id>', 'one provider (default: all)')
    .option('--limit <n>', 'maximum dead letters per provider', wholeNumberOption(1, 100_000), 1_000)
    .option('--reason <text>', 'why, kept in each record', reason)
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .action(async (options: RedriveOptions) => {
      assertCanConfirm(options, context, { hasDryRun: true });
      const inbox = await context.connect();
      const queues = deadLetterQueues(inbox, options.provider);
      if (!options.dryRun) {
        const of = queues.map(([provider]) => provider).join(' and ');
        await confirm(`Redrive the events of the dead letters of ${of}?`, options, context);
        context.finishUnheard();
      }
      await redriveQueues(queues, options, inbox, context);
    });
}

/** What an error or Ctrl-C leaves undone is reported all the same, and its messages are visible again. */
async function redriveQueues(
  queues: ReturnType<typeof deadLetterQueues>,
  options: RedriveOptions,
  inbox: Inbox,
  context: Context,
): Promise<void> {
  const messages: RedriveReport['messages'] = [];
  let inFlight = 0;
  const signal = context.stopAsked();
  const redriver = new DeadLetterRedriver(inbox.deps((text) => context.output.note(text)));
  const progress = context.output.progress(0, 'dead letters');
  try {
    for (const [provider, queue] of queues) {
      // Before our own receives hide any.
      inFlight += await queue.inFlight();
      await redriver.redriveDeadLetters(queue, {
        ...options,
        signal,
        onReport: ({ pk, outcome }) => {
          messages.push({ provider, key: pk === '' ? null : pk, outcome });
          progress.total(messages.length);
          progress.advance();
        },
      });
    }
  } finally {
    progress.stop();
    const redriven = messages.filter(({ outcome }) => outcome === 'redriven').length;
    const kept = messages.filter(isKept).length;
    report({ dryRun: options.dryRun === true, messages, redriven, kept, inFlight }, signal.aborted, context);
  }
}

/** What is kept is a person's to look at, so the command does not end as done. */
function report(redrive: RedriveReport, isStopped: boolean, context: Context): void {
  const { dryRun, messages, redriven, kept, inFlight } = redrive;
  const { output } = context;
  output.json(redrive);
  output.table(
    ['provider', 'event', dryRun ? 'would be' : 'outcome'],
    messages.map(({ provider, key, outcome }) => [provider, key ?? '(invalid)', MEANINGS[outcome]]),
  );
  const events = redriven === 1 ? 'event' : 'events';
  const done = dryRun ? `${events} would be redriven` : `${events} redriven`;
  const stopped = isStopped ? ' Stopped: dead letters not listed here are as they were.' : '';
  const unchanged = dryRun ? ' Nothing was changed.' : '';
  output.line(
    messages.length === 0 && !isStopped
      ? 'No visible dead letters.'
      : `${messages.length} dead letter${messages.length === 1 ? '' : 's'}: ${redriven} ${done}, ${kept} kept.${stopped}${unchanged}`,
  );
  showInFlight(inFlight, output);
  if (kept > 0) {
    context.exitCode = EXIT.failed;
  }
  if (isStopped) {
    context.exitCode = EXIT.stopped;
  }
}
