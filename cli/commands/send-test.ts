import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import { EVENT_STATUSES, type EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { SourceAddress } from '../connection/connection';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { awaitFinal } from '../operations/await-final';
import { eventStory } from '../operations/events/event-story';
import { findSource } from '../operations/events/find-event';
import { recordSchema, shownRecord } from '../operations/events/shown-record';
import { currentVersion } from '../operations/secret-versions';
import { type TestDelivery, testDelivery } from '../operations/test-delivery';
import { CommandError, errorCode, UsageError } from '../terminal/errors';
import { EXIT } from '../terminal/exit-codes';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../terminal/input';
import { wholeNumber } from '../terminal/option-values';

const ANSWER_WITHIN_MS = 30_000;
/** A wrong key in the secret passes this test: only real deliveries tell. */
const NOT_PROVEN =
  'It was signed with the stored key: whether the provider signs with the same one, only its own deliveries show (`inbox doctor`).';

/** The document of `send-test --json`. */
export const sendTestReport = z.strictObject({
  source: z.string(),
  key: z.string(),
  /** How the webhook answered. */
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
      'sign a delivery with the stored key, send it, and follow it to its end; by default of a type nobody knows, which is kept and fetches nothing',
    )
    .option('--body <file>', 'send this body instead; what it announces is fetched from the provider')
    .option('--timeout <seconds>', 'how long to follow it', wholeNumber(1, 3_600), 60)
    .option('--yes', 'send a --body to a deployed stack without asking')
    .action(async (id: string, options: SendOptions) => sendTest(id, options, context));
}

async function sendTest(id: string, options: SendOptions, context: Context): Promise<void> {
  const body = options.body === undefined ? undefined : fileBody(options.body);
  const inbox = await context.connect();
  const source = findSource(id, inbox);
  const delivery = deliveryOf(source, body, { inbox, now: context.now() });
  if (body !== undefined && inbox.connection.kind === 'deployed') {
    assertCanConfirm(options, context);
    await confirm(`Send this body as an authentic event to ${inbox.connection.where}?`, options, context);
  }
  const answered = await post(source, delivery, { inbox, context });
  const { key } = delivery;
  const record =
    answered === 200 ? (await awaitFinal([key], options.timeout, inbox, context)).get(key) : undefined;
  report({ source, delivery, answered, record }, context);
}

function fileBody(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`--body: ${file} cannot be read (${errorCode(error)}).`);
  }
}

function deliveryOf(
  { id }: SourceAddress,
  body: Uint8Array | undefined,
  { inbox, now }: { readonly inbox: Inbox; readonly now: number },
): TestDelivery {
  const source = inbox.sources.get(id);
  if (!source) {
    throw new CommandError(`Source ${id} is not known.`);
  }
  const sent = body ?? source.provider.testBody(`test-${randomUUID()}`, now);
  return testDelivery(source, sent, now);
}

/** The HTTP status of the answer. @throws CommandError when nobody answers */
async function post(
  source: SourceAddress,
  { body }: TestDelivery,
  { inbox, context }: { readonly inbox: Inbox; readonly context: Context },
): Promise<number> {
  const provider = inbox.sources.get(source.id)?.provider;
  const key = await signingKey(source, inbox);
  try {
    const response = await fetch(source.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...provider?.sign(body, key, context.now()) },
      body: Buffer.from(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return response.status;
  } catch (error) {
    throw new CommandError(
      `${source.webhookUrl}: nobody answers (${errorCode(error)}). \`inbox doctor\` says why.`,
    );
  }
}

/** The newest live key, with which the provider signs. @throws CommandError when there is none yet */
async function signingKey(source: SourceAddress, inbox: Inbox): Promise<string> {
  const { text } = await currentVersion(source.signingSecret, inbox.connection.clients.secrets);
  const keys = parseSigningKeys(source.id, text);
  const newest = keys.set ? keys.value[0] : undefined;
  if (newest === undefined) {
    throw new CommandError(
      `Source ${source.id} has no signing key yet. Put it in: \`inbox secrets set ${source.id} signing\`.`,
    );
  }
  return newest;
}

interface Outcome {
  readonly source: SourceAddress;
  readonly delivery: TestDelivery;
  readonly answered: number;
  readonly record: EventRecord | undefined;
}

function report({ source, delivery, answered, record }: Outcome, context: Context): void {
  const { key, expected } = delivery;
  const status: EventStatus | null = record?.status ?? null;
  const asExpected = status !== null && expected.includes(status);
  const { output } = context;
  const event = record ? shownRecord(record) : null;
  output.json({ source: source.id, key, answered, expected, status, asExpected, event });
  if (record) {
    output.table(
      ['when', 'what'],
      eventStory(record).map(({ at, what }) => [at, what]),
    );
  }
  output.line(sentence({ source, delivery, answered, record }, asExpected));
  if (!asExpected) {
    context.exitCode = EXIT.failed;
  }
}

function sentence({ source, delivery, answered, record }: Outcome, asExpected: boolean): string {
  const { key, expected } = delivery;
  if (answered !== 200) {
    return `Source ${source.id} answered ${answered}, expected 200. \`inbox doctor\` says why; a key that was just put in is known to all functions after their cache’s age.`;
  }
  if (asExpected) {
    return `${key} ended ${record?.status}, as expected. ${NOT_PROVEN}`;
  }
  const found = record ? `is ${record.status}` : 'has no record yet';
  return `${key} ${found}, expected ${expected.join(' or ')}. Follow it: \`inbox events show ${key}\`.`;
}
