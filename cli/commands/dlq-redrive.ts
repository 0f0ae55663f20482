import type { Command } from 'commander';
import * as z from 'zod';
import { type DeadLetterReport, redriveDeadLetters } from '../../lambda/usecases/redrive';
import { assertCanConfirm, confirm } from '../confirm';
import type { Context } from '../context';
import { deadLetterQueues } from '../dead-letter-queues';
import { EXIT } from '../exit-codes';
import type { Inbox } from '../inbox';
import { reason, wholeNumber } from '../option-values';

interface RedriveOptions {
  readonly provider?: string;
  readonly limit: number;
  readonly reason?: string;
  readonly yes?: true;
}

/** The document of `dlq redrive --json`. */
export const redriveReport = z.strictObject({
  letters: z.array(
    z.strictObject({
      provider: z.string(),
      key: z.string().nullable(),
      outcome: z.enum(['redriven', 'not_failed', 'unknown_event', 'unreadable']),
    }),
  ),
  redriven: z.number(),
  kept: z.number(),
});

type Handled = z.infer<typeof redriveReport>['letters'][number];

const MEANINGS: Readonly<Record<Handled['outcome'], string>> = {
  redriven: 'back to work; the letter is deleted',
  not_failed: 'its event is not FAILED (any more): the letter alone is deleted',
  unknown_event: 'there is no such event: the letter alone is deleted',
  unreadable: 'not a message of this version: kept; deploy the version that wrote it, or delete it in SQS',
};

/** `dlq redrive`. */
export function addDlqRedrive(dlq: Command, context: Context): void {
  dlq
    .command('redrive')
    .description('bring the events of the dead letters back, each once; then the letter goes')
    .option('--provider <id>', 'one provider (default: all)')
    .option('--limit <n>', 'letters of each provider at the most', wholeNumber(1, 100_000), 1_000)
    .option('--reason <text>', 'why, kept in each record', reason)
    .option('--yes', 'do not ask for confirmation')
    .action(async (options: RedriveOptions) => {
      assertCanConfirm(options, context);
      const inbox = await context.connect();
      const queues = deadLetterQueues(inbox, options.provider);
      const of = queues.map(([provider]) => provider).join(' and ');
      await confirm(`Bring back the events of the dead letters of ${of}?`, options, context);
      report(await redriveLetters(options, inbox, context), context);
    });
}

async function redriveLetters(options: RedriveOptions, inbox: Inbox, context: Context): Promise<Handled[]> {
  context.finishUnheard();
  const handled: Handled[] = [];
  const signal = context.stopAsked();
  const deps = inbox.deps((text) => context.output.note(text));
  const progress = context.output.progress(0, 'dead letters');
  try {
    for (const [provider, queue] of deadLetterQueues(inbox, options.provider)) {
      await redriveDeadLetters(queue, deps, {
        ...options,
        signal,
        onReport: (done) => {
          handled.push(toHandled(provider, done));
          progress.total(handled.length);
          progress.advance();
        },
      });
    }
  } finally {
    progress.stop();
  }
  return handled;
}

function toHandled(provider: string, { pk, outcome }: DeadLetterReport): Handled {
  return { provider, key: pk === '' ? null : pk, outcome };
}

/** What could not be read is a person's to look at, so the command does not end as done. */
function report(letters: readonly Handled[], context: Context): void {
  const redriven = letters.filter(({ outcome }) => outcome === 'redriven').length;
  const kept = letters.filter(({ outcome }) => outcome === 'unreadable').length;
  const { output } = context;
  output.json({ letters, redriven, kept });
  if (letters.length > 0) {
    output.table(
      ['provider', 'event', 'outcome'],
      letters.map(({ provider, key, outcome }) => [provider, key ?? '(unreadable)', MEANINGS[outcome]]),
    );
  }
  output.line(`${redriven} of ${letters.length} dead letters brought an event back; ${kept} kept.`);
  if (kept > 0) {
    context.exitCode = EXIT.failed;
  }
}
