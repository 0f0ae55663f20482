import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { EVENT_STATUSES, type EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { Context } from '../connection/context';
import { eventStory } from '../operations/events/event-story';
import { findSource } from '../operations/events/find-event';
import { recordSchema, shownRecord } from '../operations/events/shown-record';
import { createTestDelivery, sendTestDelivery, type TestDelivery } from '../operations/test-delivery';
import { errorCode, UsageError } from '../terminal/errors';
import { EXIT } from '../terminal/exit-codes';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../terminal/input';
import { wholeNumberOption } from '../terminal/option-values';
import { awaitFinal } from './await-final';

/** The document of `send-test --json`. */
export const sendTestReport = z.strictObject({
  source: z.string(),
  key: z.string(),
  /** HTTP status of the webhook's answer. */
  answered: z.number(),
  expected: z.array(z.enum(EVENT_STATUSES)),
  /** Null: the delivery was refused, or there is no record of it yet. */
  status: z.enum(EVENT_STATUSES).nullable(),
  asExpected: z.boolean(),
  event: recordSchema.nullable(),
});

interface SendOptions extends ConfirmOptions {
  readonly body?: string;
  readonly timeout: number;
}

/** `send-test`: one delivery through the whole stack, as the provider would sign it. */
export function addSendTest(program: Command, context: Context): void {
  program
    .command('send-test <source>')
    .description(
      'sign a delivery with the stored key, send it, and follow it to its end; by default of an unknown type, which is archived and fetches nothing',
    )
    .option('--body <file>', 'send this body instead; the result it announces is fetched from the provider')
    .option('--timeout <seconds>', 'how long to follow it', wholeNumberOption(1, 3_600), 60)
    .option('--yes', 'send a --body to a deployed stack without asking')
    .action(async (id: string, options: SendOptions) => sendTest(id, options, context));
}

async function sendTest(id: string, options: SendOptions, context: Context): Promise<void> {
  let body: Uint8Array | undefined;
  try {
    body = options.body === undefined ? undefined : readFileSync(options.body);
  } catch (error) {
    throw new UsageError(`--body: ${options.body} cannot be read (${errorCode(error)}).`);
  }
  const inbox = await context.connect();
  const address = findSource(id, inbox);
  const delivery = createTestDelivery(id, body, inbox, context.now());
  if (body !== undefined && inbox.connection.kind === 'deployed') {
    assertCanConfirm(options, context);
    await confirm(`Send this body as an authentic event to ${inbox.connection.where}?`, options, context);
  }
  const answered = await sendTestDelivery(address, delivery.body, inbox, context.now());
  const { key } = delivery;
  const record =
    answered === 200 ? (await awaitFinal([key], options.timeout, inbox, context)).get(key) : undefined;
  report(id, delivery, answered, record, context);
}

function report(
  source: string,
  { key, expected }: TestDelivery,
  answered: number,
  record: EventRecord | undefined,
  context: Context,
): void {
  const { output } = context;
  const status: EventStatus | null = record?.status ?? null;
  const asExpected = status !== null && expected.includes(status);
  const event = record ? shownRecord(record) : null;
  output.json({ source, key, answered, expected, status, asExpected, event });
  if (record) {
    output.table(
      ['when', 'what'],
      eventStory(record).map(({ at, what }) => [at, what]),
    );
  }
  if (answered !== 200) {
    output.line(
      `Source ${source} answered ${answered}, expected 200. \`inbox doctor\` says why. If you have just stored the key, functions pick it up when their cache expires.`,
    );
  } else if (asExpected) {
    output.line(
      `${key} ended ${status}, as expected. It was signed with the stored key. Only the provider's own deliveries show whether the provider signs with the same one (\`inbox doctor\`).`,
    );
  } else {
    const found = record ? `is ${record.status}` : 'has no record yet';
    output.line(
      `${key} ${found}, expected ${expected.join(' or ')}. Follow it: \`inbox events show ${key}\`.`,
    );
  }
  if (!asExpected) {
    context.exitCode = EXIT.failed;
  }
}
