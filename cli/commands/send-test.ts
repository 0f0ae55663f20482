import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { EVENT_STATUSES } from '../../lambda/domain/lifecycle/lifecycle';
import { awaitFinal } from '../operations/events/await-final';
import { findSource } from '../operations/events/find-event';
import { recordSchema, shownRecord } from '../operations/events/shown-record';
import { createTestDelivery, sendTestDelivery } from '../operations/test-delivery';
import { EXIT, errorCode, UsageError } from '../terminal/errors';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../terminal/input';
import { wholeNumberOption } from '../terminal/option-values';
import type { InboxCommand } from './command';
import { showStory } from './events';

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
export const sendTest: InboxCommand<SendOptions> = {
  options: (command) =>
    command
      .option('--body <file>', 'send this body instead; the result it announces is fetched from the provider')
      .option('--timeout <seconds>', 'how long to follow it', wholeNumberOption(1, 3_600), 60)
      .option('--yes', 'send a --body to a deployed stack without asking'),

  async run(options, context, [source = '']) {
    const { output, now } = context;
    let given: Uint8Array | undefined;
    try {
      given = options.body === undefined ? undefined : readFileSync(options.body);
    } catch (error) {
      throw new UsageError(`--body: ${options.body} cannot be read (${errorCode(error)}).`);
    }
    const inbox = await context.connect();
    const address = findSource(source, inbox);
    const { key, expected, body } = createTestDelivery(source, given, inbox, now());
    if (given !== undefined && inbox.connection.kind === 'deployed') {
      assertCanConfirm(options, context);
      await confirm(`Send this body as an authentic event to ${inbox.connection.where}?`, options, context);
    }
    const answered = await sendTestDelivery(address, body, inbox, now());
    const record =
      answered === 200
        ? await output.progress(1, 'events final', async ({ advance: onFinal }) => {
            const wait = { seconds: options.timeout, signal: context.stopAsked(), now, onFinal };
            return (await awaitFinal([key], wait, inbox)).get(key);
          })
        : undefined;
    const status = record?.status ?? null;
    const asExpected = status !== null && expected.includes(status);
    const event = record ? shownRecord(record) : null;
    output.json({ source, key, answered, expected, status, asExpected, event });
    if (record) {
      showStory(record, output);
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
    return asExpected ? EXIT.done : EXIT.failed;
  },
};
