import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { sha256Hex } from '../../lambda/domain/record/keys';
import { toStoredResult } from '../../lambda/domain/result/stored-result';
import { readStoredBody } from '../../lambda/usecases/receive/stored-body';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { eventFacts, eventStory } from '../operations/events/event-story';
import { findEvent } from '../operations/events/find-event';
import { recordSchema, shownRecord } from '../operations/events/shown-record';
import { REPLAY_NOTES, readStoredContent, type StoredContent } from '../operations/events/stored-content';
import { CommandError, errorCode } from '../terminal/errors';
import { addEventsList } from './events-list';

/** `events show --json`. */
export const eventsShowSchema = z.looseObject({
  ...recordSchema.shape,
  /** Whether the objects that the record names are in the bucket. */
  objects: z.strictObject({ result: z.boolean().optional(), webhookBody: z.boolean().optional() }),
});

/** `events get --out <file> --json`. */
export const eventsGetSchema = z.strictObject({
  pk: z.string(),
  /** `content`: what the link of an archived event led to. */
  what: z.enum(['result', 'content', 'webhook body']),
  file: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
  /** Key of the event whose result this is, when it belongs to another event. */
  sharedWith: z.string().optional(),
  /** `under_way`: this is the result from before the replay. `just_stored`: the record does not name this newer result yet. */
  replay: z.enum(['under_way', 'just_stored']).optional(),
});

interface GetOptions {
  readonly source?: string;
  readonly out?: string;
  readonly raw?: true;
}

type Content = StoredContent | (Pick<StoredContent, 'bytes' | 'sha256'> & { readonly what: 'webhook body' });

/** `events …`: what was received. */
export function addEvents(program: Command, context: Context): void {
  const events = program.command('events').description('the events: list them, show one, get its result');
  addEventsList(events, context);
  events
    .command('show <eventId>')
    .description("one event's whole story: times, attempts, errors, result key")
    .option('--source <id>', 'the source that received it (default: any)')
    .action((eventId: string, { source }: { readonly source?: string }) =>
      showEvent(eventId, source, context),
    );
  events
    .command('get <eventId>')
    .description(
      'its stored result, or the content of an archived event, byte for byte, after its checksum was verified',
    )
    .option('--source <id>', 'the source that received it (default: any)')
    .option('--out <file>', 'to this file instead of standard output')
    .option('--raw', 'the webhook body as received instead')
    .addHelpText('after', '\nWithout --out the bytes themselves are the output, also with --json.')
    .action((eventId: string, options: GetOptions) => getEvent(eventId, options, context));
}

async function showEvent(eventId: string, source: string | undefined, context: Context): Promise<void> {
  const { output } = context;
  const inbox = await context.connect();
  const record = await findEvent(eventId, { source, now: context.now() }, inbox);
  // A record may outlive the objects it names.
  const isThere = async (key: string | undefined) =>
    key === undefined ? undefined : (await inbox.results.head(key)) !== undefined;
  const result = await isThere(toStoredResult(record)?.resultKey);
  const webhookBody = await isThere(record.rawKey);
  output.json({ ...shownRecord(record), objects: { result, webhookBody } });
  const presence = (found: boolean | undefined) =>
    found === undefined ? undefined : `${found ? 'in' : 'NOT in'} the bucket`;
  output.fields({
    ...eventFacts(record),
    'result object': presence(result),
    'webhook body object': presence(webhookBody),
  });
  output.line();
  output.table(
    ['when', 'what'],
    eventStory(record).map(({ at, what }) => [at, what]),
  );
}

async function getEvent(
  eventId: string,
  options: GetOptions,
  { connect, output, now }: Context,
): Promise<void> {
  const inbox = await connect();
  const record = await findEvent(eventId, { source: options.source, now: now() }, inbox);
  const content: Content = options.raw
    ? await readWebhookBody(record, inbox)
    : await readStoredContent(record, inbox);
  if (options.out === undefined) {
    await output.bytes(content.bytes);
  } else {
    const file = resolve(options.out);
    try {
      await writeFile(file, content.bytes);
    } catch (error) {
      throw new CommandError(
        `--out: ${file} cannot be written (${errorCode(error)}). Name a file in an existing directory that you may write to.`,
      );
    }
    const { what, bytes, ...about } = content;
    output.json({ pk: record.pk, what, file, bytes: bytes.byteLength, ...about });
    output.line(`${what} of ${record.pk}: ${bytes.byteLength} bytes in ${file}`);
  }
  if (content.what !== 'webhook body') {
    const { sharedWith, replay } = content;
    if (sharedWith !== undefined) {
      output.note(`Result shared with ${sharedWith}.`);
    }
    if (replay !== undefined) {
      output.note(REPLAY_NOTES[replay]);
    }
  }
}

/** @throws CommandError when the body is gone, or is not the one the record names */
async function readWebhookBody(record: EventRecord, { raw }: Inbox): Promise<Content> {
  const { pk, bodySha256 } = record;
  const bytes = await readStoredBody(record, raw);
  if (bytes === undefined) {
    throw new CommandError(`${pk}: its webhook body is gone; bodies expire (retention.rawBodyDays).`);
  }
  const sha256 = sha256Hex(bytes);
  if (sha256 !== bodySha256) {
    throw new CommandError(
      `${pk}: got a webhook body with SHA-256 ${sha256}, expected ${bodySha256}. Somebody replaced the object: nothing was written.`,
    );
  }
  return { what: 'webhook body', bytes, sha256 };
}
