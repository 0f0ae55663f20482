import type { Command } from 'commander';
import * as z from 'zod';
import {
  type DeadLetterReport,
  isKept,
  planDeadLetters,
  redriveDeadLetters,
} from '../../../lambda/usecases/recover/redrive';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { reason, wholeNumber } from '../../terminal/option-values';
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
  letters: z.array(
    z.strictObject({
      provider: z.string(),
      key: z.string().nullable(),
      outcome: z.enum(['redriven', 'not_failed', 'unknown_event', 'unknown_source', 'invalid']),
    }),
  ),
  redriven: z.number(),
  kept: z.number(),
  /** Hidden because somebody else received them a moment ago; approximately. */
  inFlight: z.number(),
});

type Handled = z.infer<typeof redriveReport>['letters'][number];

const MEANINGS: Readonly<Record<Handled['outcome'], string>> = {
  redriven: 'its event runs again; the letter is deleted',
  not_failed: 'its event is not FAILED (any more): the letter alone is deleted',
  unknown_event: 'there is no such event: the letter alone is deleted',
  unknown_source: 'its source is not configured: kept; add it again and deploy',
  invalid: 'not a message of this version: kept; deploy the version that wrote it, or delete it in SQS',
};

/** `dlq redrive`. */
export function addDlqRedrive(dlq: Command, context: Context): void {
  dlq
    .command('redrive')
    .description('run the events of the dead letters again, each once; then the letter is deleted')
    .option('--provider <id>', 'one provider (default: all)')
    .option('--limit <n>', 'letters of each provider at the most', wholeNumber(1, 100_000), 1_000)
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
      await handleQueues(queues, options, { inbox, context });
    });
}

/** What an error or Ctrl-C leaves undone is reported all the same, and its letters are visible again. */
async function handleQueues(
  queues: ReturnType<typeof deadLetterQueues>,
  options: RedriveOptions,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): Promise<void> {
  const handled: Handled[] = [];
  let inFlight = 0;
  const signal = context.stopAsked();
  const deps = inbox.deps((text) => context.output.note(text));
  const progress = context.output.progress(0, 'dead letters');
  const work = options.dryRun ? planDeadLetters : redriveDeadLetters;
  try {
    for (const [provider, queue] of queues) {
      // Before our own receives hide any.
      inFlight += await queue.inFlight();
      const onReport = (done: DeadLetterReport) => {
        handled.push(toHandled(provider, done));
        progress.total(handled.length);
        progress.advance();
      };
      await work(queue, deps, { ...options, signal, onReport });
    }
  } finally {
    progress.stop();
    report(handled, { inFlight, dryRun: options.dryRun === true, isStopped: signal.aborted }, context);
  }
}

function toHandled(provider: string, { pk, outcome }: DeadLetterReport): Handled {
  return { provider, key: pk === '' ? null : pk, outcome };
}

interface Ended {
  readonly dryRun: boolean;
  readonly isStopped: boolean;
  readonly inFlight: number;
}

/** What is kept is a person's to look at, so the command does not end as done. */
function report(letters: readonly Handled[], { dryRun, isStopped, inFlight }: Ended, context: Context): void {
  const redriven = letters.filter(({ outcome }) => outcome === 'redriven').length;
  const kept = letters.filter(isKept).length;
  const { output } = context;
  output.json({ dryRun, letters, redriven, kept, inFlight });
  output.table(
    ['provider', 'event', dryRun ? 'would be' : 'outcome'],
    letters.map(({ provider, key, outcome }) => [provider, key ?? '(invalid)', MEANINGS[outcome]]),
  );
  const events = redriven === 1 ? 'event' : 'events';
  const done = dryRun ? `${events} would be redriven` : `${events} redriven`;
  const rest = [
    ...(isStopped ? [' Stopped: letters not listed here are as they were.'] : []),
    ...(dryRun ? [' Nothing was changed.'] : []),
  ];
  output.line(
    letters.length === 0 && !isStopped
      ? 'No visible dead letters.'
      : `${letters.length} dead letter${letters.length === 1 ? '' : 's'}: ${redriven} ${done}, ${kept} kept.${rest.join('')}`,
  );
  showInFlight(inFlight, output);
  if (kept > 0) {
    context.exitCode = EXIT.failed;
  }
  if (isStopped) {
    context.exitCode = EXIT.stopped;
  }
}
