import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { sha256Hex } from '../../lambda/domain/record/keys';
import { storedResultOf } from '../../lambda/domain/result/stored-result';
import { readStoredBody } from '../../lambda/usecases/receive/stored-body';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { factsOf, storyOf } from '../operations/events/event-story';
import { findEvent } from '../operations/events/find-event';
import { shownRecord } from '../operations/events/shown-record';
import { REPLAY_NOTES, type StoredContent, storedContent } from '../operations/events/stored-content';
import { CommandError, errorCode } from '../terminal/errors';
import type { Output } from '../terminal/output';
import { addEventsList } from './events-list';

/** `events …`: what was received. */
export function addEvents(program: Command, context: Context): void {
  const events = program.command('events').description('the events: list them, show one, get its result');
  addEventsList(events, context);
  addEventsShow(events, context);
  addEventsGet(events, context);
}

/** `events show <eventId>`. */
export function addEventsShow(events: Command, context: Context): void {
  events
    .command('show <eventId>')
    .description("one event's whole story: times, attempts, errors, result key")
    .option('--source <id>', 'the source it came by (default: any)')
    .action(async (eventId: string, { source }: { readonly source?: string }) => {
      const { output } = context;
      const inbox = await context.connect();
      const record = await findEvent(eventId, { source, now: context.now() }, inbox);
      const objects = await objectsOf(record, inbox);
      output.json({ ...shownRecord(record), objects });
      output.fields({
        ...factsOf(record),
        'result object': presence(objects.result),
        'webhook body object': presence(objects.webhookBody),
      });
      output.line();
      const story = storyOf(record).map(({ at, what }) => [at, what]);
      output.table(['when', 'what'], story);
    });
}

interface NamedObjects {
  readonly result?: boolean;
  readonly webhookBody?: boolean;
}

/** A record may outlive the objects it names. */
async function objectsOf(record: EventRecord, { results }: Inbox): Promise<NamedObjects> {
  const resultKey = storedResultOf(record)?.resultKey;
  const { rawKey } = record;
  const isThere = async (key: string) => (await results.head(key)) !== undefined;
  return {
    ...(resultKey !== undefined && { result: await isThere(resultKey) }),
    ...(rawKey !== undefined && { webhookBody: await isThere(rawKey) }),
  };
}

function presence(isThere: boolean | undefined): string | undefined {
  return isThere === undefined ? undefined : `${isThere ? 'in' : 'NOT in'} the bucket`;
}

interface GetOptions {
  readonly source?: string;
  readonly out?: string;
  readonly raw?: true;
}

type Content = StoredContent | (Pick<StoredContent, 'bytes' | 'sha256'> & { readonly what: 'webhook body' });

/** `events get <eventId>`. */
export function addEventsGet(events: Command, context: Context): void {
  events
    .command('get <eventId>')
    .description(
      'its stored result, or the content of an archived event, byte for byte, after its checksum was verified',
    )
    .option('--source <id>', 'the source it came by (default: any)')
    .option('--out <file>', 'to this file instead of standard output')
    .option('--raw', 'the webhook body as received instead')
    .addHelpText('after', '\nWithout --out the bytes themselves are the output, also with --json.')
    .action((eventId: string, options: GetOptions) => getEvent(eventId, options, context));
}

async function getEvent(
  eventId: string,
  options: GetOptions,
  { connect, output, now }: Context,
): Promise<void> {
  const inbox = await connect();
  const record = await findEvent(eventId, { source: options.source, now: now() }, inbox);
  const content: Content = options.raw ? await bodyOf(record, inbox) : await storedContent(record, inbox);
  if (options.out === undefined) {
    await output.bytes(content.bytes);
  } else {
    const file = resolve(options.out);
    await write(file, content.bytes);
    const { what, bytes, ...about } = content;
    output.json({ pk: record.pk, what, file, bytes: bytes.byteLength, ...about });
    output.line(`${what} of ${record.pk}: ${bytes.byteLength} bytes in ${file}`);
  }
  if (content.what !== 'webhook body') {
    tellWhose(content, output);
  }
}

function tellWhose({ sharedWith, replay }: StoredContent, output: Output): void {
  if (sharedWith !== undefined) {
    output.note(`Result shared with ${sharedWith}.`);
  }
  if (replay !== undefined) {
    output.note(REPLAY_NOTES[replay]);
  }
}

/** @throws CommandError when the file cannot be written */
async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new CommandError(
      `--out: ${file} cannot be written (${errorCode(error)}). Name a file in a directory that exists and is yours to write.`,
    );
  }
}

/** @throws CommandError when the body is gone, or is not the one the record names */
async function bodyOf(record: EventRecord, { raw }: Inbox): Promise<Content> {
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
