import * as z from 'zod';
import type { DeadLetter, DeadLetterReader } from '../../lambda/usecases/ports';
import {
  DeadLetterRedriver,
  deadLetterPk,
  handleDeadLetters,
  isKept,
} from '../../lambda/usecases/recover/dead-letters';
import type { RecoveryRefusal } from '../../lambda/usecases/recover/recover-event';
import type { Inbox } from '../connection/inbox';
import { EXIT, UsageError } from '../terminal/errors';
import { counted } from '../terminal/format';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../terminal/input';
import { reason, wholeNumberOption } from '../terminal/option-values';
import type { Output } from '../terminal/output';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';
import { REFUSAL_REMEDIES } from './recover/show-replay';

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

interface ListOptions {
  readonly provider?: string;
  readonly limit: number;
}

export const listDeadLetters: InboxCommand<ListOptions> = {
  options: (command) =>
    command
      .option('--provider <id>', 'one provider (default: all)')
      .option('--limit <n>', 'maximum dead letters per provider', wholeNumberOption(1, 10_000), 100),

  async run({ provider, limit }, { connect, output, stopAsked }) {
    const inbox = await connect();
    const signal = stopAsked();
    const { telemetry } = inbox.deps((text) => output.note(text));
    const messages: z.infer<typeof messageSchema>[] = [];
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
      const listed = await Promise.all(seen.map((message) => describeDeadLetter(id, message, inbox)));
      // Oldest first: SQS gives them in any order.
      const order = ({ sentAt, key }: (typeof listed)[number]) => `${sentAt} ${key}`;
      messages.push(...listed.sort((one, other) => (order(one) < order(other) ? -1 : 1)));
    }
    output.json({ messages, complete, inFlight });
    output.table(
      [
        column('provider', 'text', 1),
        column('event', 'id', 6, 16),
        column('state', 'state', 5),
        column('sent', 'time', 3),
        column('receives', 'number', 2),
        column('reason', 'text', 4, 20),
      ],
      messages.map(({ provider: of, key, status, reason: why, sentAt, receives }) => [
        of,
        key ?? '(invalid)',
        status ?? undefined,
        sentAt ?? undefined,
        receives ?? undefined,
        why ?? undefined,
      ]),
    );
    const count = counted(messages.length, 'dead letter');
    if (signal.aborted) {
      output.line(`Stopped: ${count} seen; there may be more.`);
    } else if (messages.length === 0) {
      output.line('No visible dead letters.');
    } else {
      const more = complete ? '' : ' (there may be more: raise --limit)';
      output.line(`${count}${more}. Fix the cause, then redrive their events with \`inbox dlq redrive\`.`);
    }
    showInFlight(inFlight, output);
    return signal.aborted ? EXIT.stopped : EXIT.done;
  },
};

async function describeDeadLetter(
  provider: string,
  message: DeadLetter,
  { store }: Inbox,
): Promise<z.infer<typeof messageSchema>> {
  const key = deadLetterPk(message) ?? null;
  const record = key === null ? undefined : await store.get(key);
  const { lastError } = record ?? {};
  let why = lastError ? `${lastError.kind}: ${lastError.message}` : null;
  if (key === null) {
    why = 'not a message of this version; it is kept';
  } else if (!record) {
    why = 'no such event; a redrive deletes the message';
  }
  const sentAt = message.sentAt === undefined ? null : new Date(message.sentAt).toISOString();
  return {
    provider,
    key,
    status: record?.status ?? null,
    reason: why,
    sentAt,
    receives: message.receives ?? null,
  };
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

type Redriven = z.infer<typeof redriveReport>['messages'][number];

const MEANINGS: Readonly<Record<Redriven['outcome'], string>> = {
  ...REFUSAL_REMEDIES,
  redriven: 'its event runs again; the message is deleted',
  not_failed: 'its event is not FAILED (any more): only the message is deleted',
  unknown_event: 'there is no such event: only the message is deleted',
  unknown_source: 'its source is not configured: kept; add it again and deploy',
  invalid: 'not a message of this version: kept; deploy the version that wrote it, or delete it in SQS',
};

interface RedriveOptions extends ConfirmOptions {
  readonly provider?: string;
  readonly limit: number;
  readonly reason?: string;
}

export const redriveDeadLetters: InboxCommand<RedriveOptions> = {
  options: (command) =>
    command
      .option('--provider <id>', 'one provider (default: all)')
      .option('--limit <n>', 'maximum dead letters per provider', wholeNumberOption(1, 100_000), 1_000)
      .option('--reason <text>', 'why, kept in each record', reason)
      .option('--dry-run', 'show what would be done, and change nothing')
      .option('--yes', 'do not ask for confirmation'),

  async run(options, context) {
    const { output } = context;
    assertCanConfirm(options, context, { hasDryRun: true });
    const inbox = await context.connect();
    const queues = deadLetterQueues(inbox, options.provider);
    if (!options.dryRun) {
      const of = queues.map(([provider]) => provider).join(' and ');
      await confirm(`Redrive the events of the dead letters of ${of}?`, options, context);
      context.finishUnheard();
    }
    const signal = context.stopAsked();
    const redriver = new DeadLetterRedriver(inbox.deps((text) => output.note(text)));
    const messages: Redriven[] = [];
    let inFlight = 0;
    try {
      await output.progress(0, 'dead letters', async (progress) => {
        for (const [provider, queue] of queues) {
          // Before our own receives hide any.
          inFlight += await queue.inFlight();
          const onReport = ({ pk, outcome }: { pk: string; outcome: Redriven['outcome'] }) => {
            messages.push({ provider, key: pk === '' ? null : pk, outcome });
            progress.total(messages.length);
            progress.advance();
          };
          await redriver.redriveDeadLetters(queue, { ...options, signal, onReport });
        }
      });
    } finally {
      // What an error or Ctrl-C leaves undone is reported all the same, and its messages are visible again.
      reportRedrive(
        messages,
        inFlight,
        { dryRun: options.dryRun === true, isStopped: signal.aborted },
        output,
      );
    }
    if (signal.aborted) {
      return EXIT.stopped;
    }
    // What is kept is a person's to look at, so the command does not end as done.
    return messages.some(isKept) ? EXIT.failed : EXIT.done;
  },
};

function reportRedrive(
  messages: Redriven[],
  inFlight: number,
  { dryRun, isStopped }: { readonly dryRun: boolean; readonly isStopped: boolean },
  output: Output,
): void {
  const redriven = messages.filter(({ outcome }) => outcome === 'redriven').length;
  const kept = messages.filter(isKept).length;
  output.json({ dryRun, messages, redriven, kept, inFlight } satisfies z.infer<typeof redriveReport>);
  output.table(
    [
      column('provider', 'text', 1),
      column('event', 'id', 3, 16),
      column(dryRun ? 'would be' : 'outcome', 'prose', 2),
    ],
    messages.map(({ provider, key, outcome }) => [provider, key ?? '(invalid)', MEANINGS[outcome]]),
  );
  if (messages.length === 0 && !isStopped) {
    output.line('No visible dead letters.');
  } else {
    const done = `${counted(redriven, 'event')} ${dryRun ? 'would be redriven' : 'redriven'}`;
    const stopped = isStopped ? ' Stopped: dead letters not listed here are as they were.' : '';
    const unchanged = dryRun ? ' Nothing was changed.' : '';
    output.line(`${counted(messages.length, 'dead letter')}: ${done}, ${kept} kept.${stopped}${unchanged}`);
  }
  showInFlight(inFlight, output);
}

/** Provider and its dead letters: all, or the one named. @throws UsageError naming those there are */
function deadLetterQueues(
  { deadLetters }: Inbox,
  provider: string | undefined,
): readonly (readonly [string, DeadLetterReader])[] {
  const queues = Object.entries(deadLetters);
  const chosen = queues.filter(([id]) => provider === undefined || id === provider);
  if (chosen.length === 0) {
    const known = queues.map(([id]) => id).join(', ');
    throw new UsageError(`--provider: got "${provider}", expected one of ${known}.`);
  }
  return chosen;
}

/** Dead letters that are hidden from this look, and not gone. */
function showInFlight(inFlight: number, output: Output): void {
  if (inFlight > 0) {
    output.line(
      `About ${counted(inFlight, 'more is hidden, because somebody else received it', 'more are hidden, because somebody else received them')}: visible again when that visibility timeout ends.`,
    );
  }
}
