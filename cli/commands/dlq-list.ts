import type { Command } from 'commander';
import * as z from 'zod';
import type { EventRecord } from '../../lambda/domain/event-record';
import type { DeadLetter, DeadLetterReader } from '../../lambda/usecases/ports';
import { letterPk } from '../../lambda/usecases/redrive';
import type { Context } from '../context';
import { deadLetterQueues } from '../dead-letter-queues';
import { duration } from '../duration';
import type { Inbox } from '../inbox';
import { wholeNumber } from '../option-values';

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
export const deadLetterList = z.strictObject({ letters: z.array(letterSchema), complete: z.boolean() });

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
  const letters: ListedLetter[] = [];
  let complete = true;
  for (const [id, queue] of deadLetterQueues(inbox, provider)) {
    const looked = await lookThrough(queue, limit);
    complete &&= looked.length < limit;
    letters.push(...(await Promise.all(looked.map((letter) => listed(id, letter, inbox)))));
  }
  const { output } = context;
  output.json({ letters, complete });
  if (letters.length > 0) {
    output.table(
      ['provider', 'event', 'state', 'age', 'receives', 'reason'],
      letters.map((letter) => row(letter, context.now())),
    );
  }
  output.line(sentence(letters.length, complete));
}

/** Every letter is put back, so that looking takes nothing from a redrive. */
async function lookThrough(queue: DeadLetterReader, limit: number): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = [];
  try {
    while (letters.length < limit) {
      const received = await queue.receive(limit - letters.length);
      if (received.length === 0) {
        break;
      }
      letters.push(...received);
    }
    return letters;
  } finally {
    await queue.release(letters);
  }
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
  return [provider, key ?? '(unreadable)', status ?? '', age, receives ?? undefined, reason ?? ''];
}

function sentence(count: number, complete: boolean): string {
  if (count === 0) {
    return 'No dead letters.';
  }
  return `${count} dead letter${count === 1 ? '' : 's'}${complete ? '' : ' (more: raise --limit)'}. Bring their events back with \`inbox dlq redrive\`.`;
}
