import type { Command } from 'commander';
import * as z from 'zod';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { DeadLetter } from '../../../lambda/usecases/ports';
import { handleLetters, letterPk } from '../../../lambda/usecases/recover/dead-letters';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { EXIT } from '../../terminal/exit-codes';
import { duration } from '../../terminal/format';
import { wholeNumber } from '../../terminal/option-values';
import { deadLetterQueues, showInFlight } from './dead-letter-queues';

interface ListOptions {
  readonly provider?: string;
  readonly limit: number;
}

const letterSchema = z.strictObject({
  provider: z.string(),
  /** Null: the message is none of this version's, and is kept for a person to look at. */
  key: z.string().nullable(),
  /** Null: there is no such event (any more). */
  status: z.string().nullable(),
  reason: z.string().nullable(),
  sentAt: z.iso.datetime().nullable(),
  receives: z.number().nullable(),
});

/** The document of `dlq list --json`. */
export const deadLetterList = z.strictObject({
  letters: z.array(letterSchema),
  /** False when --limit or Ctrl-C ended the look before all were seen. */
  complete: z.boolean(),
  /** Hidden because somebody else received them a moment ago; approximately. */
  inFlight: z.number(),
});

type ListedLetter = z.infer<typeof letterSchema>;

/** `dlq list`. */
export function addDlqList(dlq: Command, context: Context): void {
  dlq
    .command('list')
    .description('the dead letters, with the reason of their events')
    .option('--provider <id>', 'one provider (default: all)')
    .option('--limit <n>', 'letters of each provider at the most', wholeNumber(1, 10_000), 100)
    .action(async (options: ListOptions) => listLetters(options, await context.connect(), context));
}

async function listLetters({ provider, limit }: ListOptions, inbox: Inbox, context: Context): Promise<void> {
  const { output } = context;
  const signal = context.stopAsked();
  const deps = inbox.deps((text) => output.note(text));
  const letters: ListedLetter[] = [];
  let [complete, inFlight] = [true, 0];
  for (const [id, queue] of deadLetterQueues(inbox, provider)) {
    // Before our own look hides any.
    inFlight += await queue.inFlight();
    const seen: DeadLetter[] = [];
    await handleLetters(queue, deps, { limit, signal }, async (letter) => {
      seen.push(letter);
      return 'kept';
    });
    complete &&= seen.length < limit && !signal.aborted;
    const listing = await Promise.all(seen.map((letter) => listed(id, letter, inbox)));
    letters.push(...listing.sort(byAge));
  }
  output.json({ letters, complete, inFlight });
  if (letters.length > 0) {
    output.table(
      ['provider', 'event', 'state', 'age', 'receives', 'reason'],
      letters.map((letter) => row(letter, context.now())),
    );
  }
  output.line(sentence(letters.length, { isStopped: signal.aborted, complete }));
  showInFlight(inFlight, output);
  if (signal.aborted) {
    context.exitCode = EXIT.stopped;
  }
}

/** Oldest first: a queue that was looked through gives its letters in another order. */
function byAge(one: ListedLetter, other: ListedLetter): number {
  return `${one.sentAt} ${one.key}` < `${other.sentAt} ${other.key}` ? -1 : 1;
}

async function listed(provider: string, letter: DeadLetter, { store }: Inbox): Promise<ListedLetter> {
  const key = letterPk(letter);
  const record = key === undefined ? undefined : await store.get(key);
  return {
    provider,
    key: key ?? null,
    status: record?.status ?? null,
    reason: reasonOf(key, record),
    sentAt: letter.sentAt === undefined ? null : new Date(letter.sentAt).toISOString(),
    receives: letter.receives ?? null,
  };
}

function reasonOf(key: string | undefined, record: EventRecord | undefined): string | null {
  if (key === undefined) {
    return 'not a message of this version; it is kept';
  }
  if (!record) {
    return 'no such event; a redrive deletes the letter';
  }
  return record.lastError ? `${record.lastError.kind}: ${record.lastError.message}` : null;
}

function row({ provider, key, status, reason, sentAt, receives }: ListedLetter, now: number) {
  const age = sentAt === null ? '' : duration(now - Date.parse(sentAt));
  return [provider, key ?? '(invalid)', status ?? '', age, receives ?? undefined, reason ?? ''];
}

function sentence(
  count: number,
  { complete, isStopped }: { readonly complete: boolean; readonly isStopped: boolean },
): string {
  if (isStopped) {
    return `Stopped: ${count} dead letters seen; there may be more.`;
  }
  if (count === 0) {
    return 'No visible dead letters.';
  }
  const more = complete ? '' : ' (there may be more: raise --limit)';
  return `${count} dead letter${count === 1 ? '' : 's'}${more}. Fix the cause, then redrive their events with \`inbox dlq redrive\`.`;
}
