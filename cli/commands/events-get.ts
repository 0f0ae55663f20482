import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EventRecord } from '../../lambda/domain/event-record';
import { sha256Hex } from '../../lambda/domain/keys';
import { storedBody } from '../../lambda/usecases/stored-body';
import { CommandError } from '../command-error';
import type { Context } from '../context';
import { errorCode } from '../error-code';
import { findEvent } from '../find-event';
import type { Inbox } from '../inbox';

interface GetOptions {
  readonly source?: string;
  readonly out?: string;
  readonly raw?: true;
}

interface Content {
  readonly what: 'result' | 'webhook body';
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** `events get <eventId>`. */
export function addEventsGet(events: Command, context: Context): void {
  events
    .command('get <eventId>')
    .description('its stored result, byte for byte, after its checksum was verified')
    .option('--source <id>', 'the source it came by (default: any)')
    .option('--out <file>', 'to this file instead of standard output')
    .option('--raw', 'the webhook body as received instead')
    .addHelpText('after', '\nWithout --out the bytes themselves are the output, also with --json.')
    .action((eventId: string, options: GetOptions) => getEvent(eventId, options, context));
}

async function getEvent(eventId: string, options: GetOptions, { connect, output }: Context): Promise<void> {
  const inbox = await connect();
  const record = await findEvent(eventId, inbox, options.source);
  const content = options.raw ? await bodyOf(record, inbox) : await resultOf(record, inbox);
  verify(record, content);
  if (options.out === undefined) {
    await output.bytes(content.bytes);
    return;
  }
  const file = resolve(options.out);
  await write(file, content.bytes);
  const { what, bytes, sha256 } = content;
  output.json({ pk: record.pk, what, file, bytes: bytes.byteLength, sha256 });
  output.line(`${what} of ${record.pk}: ${bytes.byteLength} bytes in ${file}`);
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

async function resultOf(record: EventRecord, inbox: Inbox): Promise<Content> {
  const { pk, status, resultKey, resultSha256 } = record;
  if (resultKey === undefined || resultSha256 === undefined) {
    const remedy = record.coveredBy ? `Get that of ${record.coveredBy}.` : 'See `inbox events show`.';
    throw new CommandError(`${pk} has no result: it is ${status}. ${remedy}`);
  }
  const bytes = await inbox.result(resultKey);
  if (bytes === undefined) {
    throw new CommandError(
      `${pk}: its result ${resultKey} is not in the bucket any more. Fetch it again with \`inbox replay\`.`,
    );
  }
  return { what: 'result', bytes, sha256: resultSha256 };
}

async function bodyOf(record: EventRecord, { raw }: Inbox): Promise<Content> {
  const bytes = await storedBody(record, raw);
  if (bytes === undefined) {
    throw new CommandError(`${record.pk}: its webhook body is gone; bodies expire (retention.rawBodyDays).`);
  }
  return { what: 'webhook body', bytes, sha256: record.bodySha256 };
}

/** @throws CommandError when the bytes are not those the record vouches for */
function verify({ pk }: EventRecord, { what, bytes, sha256 }: Content): void {
  const found = sha256Hex(bytes);
  if (found !== sha256) {
    throw new CommandError(
      `${pk}: got a ${what} with SHA-256 ${found}, expected ${sha256}. Somebody replaced the object: nothing was written.`,
    );
  }
}
