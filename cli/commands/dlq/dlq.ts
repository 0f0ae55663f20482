import type { Command } from 'commander';
import * as z from 'zod';
import type { DeadLetter } from '../../../lambda/usecases/ports';
import { deadLetterPk, handleDeadLetters } from '../../../lambda/usecases/recover/dead-letters';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { EXIT } from '../../terminal/exit-codes';
import { duration } from '../../terminal/format';
import { wholeNumberOption } from '../../terminal/option-values';
import { deadLetterQueues, showInFlight } from './dead-letter-queues';
import { addDlqRedrive } from './dlq-redrive';

interface ListOptions {
  readonly provider?: string;
  readonly limit: number;
}

const messageSchema = z.strictObject({
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
  messages: z.array(messageSchema),
  /** False when --limit or Ctrl-C ended the listing before all were seen. */
  complete: z.boolean(),
  /** Hidden because somebody else received them a moment ago; approximately. */
  inFlight: z.number(),
});

type ListedMessage = z.infer<typeof messageSchema>;

/** `dlq …` */
export function addDlq(program: Command, context: Context): void {
  const dlq = program.command('dlq').description('dead letters: messages our own code broke on');
  dlq
    .command('list')
    .description('the dead letters, with the reason of their events')
    .option('--provider <id>', 'one provider (default: all)')
    .option('--limit <n>', 'maximum dead letters per provider', wholeNumberOption(1, 10_000), 100)
    .action(async (options: ListOptions) => listDeadLetters(options, await context.connect(), context));
  addDlqRedrive(dlq, context);
}

async function listDeadLetters(
  { provider, limit }: ListOptions,
  inbox: Inbox,
  context: Context,
): Promise<void> {
  const { output } = context;
  const signal = context.stopAsked();
  const { telemetry } = inbox.deps((text) => output.note(text));
  const messages: ListedMessage[] = [];
  let [complete, inFlight] = [true, 0];
  for (const [id, queue] of deadLetterQueues(inbox, provider)) {
    // Before our own receives hide any.
    inFlight += await queue.inFlight();
    const seen: DeadLetter[] = [];
    await handleDeadLetters(queue, telemetry, { limit, signal }, async (message) => {
      seen.push(message);
      return 'kept';
    });
    complete &&= seen.length < limit && !signal.aborted;
    const listed = await Promise.all(seen.map((message) => describeMessage(id, message, inbox)));
    // Oldest first: SQS gives them in any order.
    messages.push(
      ...listed.sort((one, other) => (`${one.sentAt} ${one.key}` < `${other.sentAt} ${other.key}` ? -1 : 1)),
    );
  }
  output.json({ messages, complete, inFlight });
  if (messages.length > 0) {
    output.table(
      ['provider', 'event', 'state', 'age', 'receives', 'reason'],
      messages.map((message) => row(message, context.now())),
    );
  }
  output.line(summarize(messages.length, complete, signal.aborted));
  showInFlight(inFlight, output);
  if (signal.aborted) {
    context.exitCode = EXIT.stopped;
  }
}

async function describeMessage(
  provider: string,
  message: DeadLetter,
  { store }: Inbox,
): Promise<ListedMessage> {
  const key = deadLetterPk(message);
  const record = key === undefined ? undefined : await store.get(key);
  const lastError = record?.lastError;
  let reason = lastError ? `${lastError.kind}: ${lastError.message}` : null;
  if (key === undefined) {
    reason = 'not a message of this version; it is kept';
  } else if (!record) {
    reason = 'no such event; a redrive deletes the message';
  }
  return {
    provider,
    key: key ?? null,
    status: record?.status ?? null,
    reason,
    sentAt: message.sentAt === undefined ? null : new Date(message.sentAt).toISOString(),
    receives: message.receives ?? null,
  };
}

function row({ provider, key, status, reason, sentAt, receives }: ListedMessage, now: number) {
  const age = sentAt === null ? '' : duration(now - Date.parse(sentAt));
  return [provider, key ?? '(invalid)', status ?? '', age, receives ?? undefined, reason ?? ''];
}

function summarize(count: number, complete: boolean, isStopped: boolean): string {
  if (isStopped) {
    return `Stopped: ${count} dead letters seen; there may be more.`;
  }
  if (count === 0) {
    return 'No visible dead letters.';
  }
  const more = complete ? '' : ' (there may be more: raise --limit)';
  return `${count} dead letter${count === 1 ? '' : 's'}${more}. Fix the cause, then redrive their events with \`inbox dlq redrive\`.`;
}
