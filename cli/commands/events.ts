import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { toStoredResult } from '../../lambda/domain/result/stored-result';
import { eventFacts, eventStory } from '../operations/events/event-story';
import { findEvent } from '../operations/events/find-event';
import { recordSchema, shownRecord } from '../operations/events/shown-record';
import { REPLAY_NOTES, readStoredContent, readWebhookBody } from '../operations/events/stored-content';
import { CommandError, EXIT, errorCode } from '../terminal/errors';
import type { Output } from '../terminal/output';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';

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

export const showEvent: InboxCommand<{ readonly source?: string }> = {
  options: (command) => command.option('--source <id>', 'the source that received it (default: any)'),

  async run({ source }, { connect, output, now }, [eventId = '']) {
    const inbox = await connect();
    const record = await findEvent(eventId, { source, now: now(), canBeShortened: true }, inbox);
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
    showStory(record, output);
    return EXIT.done;
  },
};

/** What happened to an event and what will. Steps may lie milliseconds apart, so a person sees their times too. */
export function showStory(record: EventRecord, output: Output): void {
  const times = output.width === undefined ? [] : [column('utc', 'text', 1, 24)];
  output.table(
    [column('when', 'time', 2), ...times, column('what', 'prose')],
    eventStory(record).map(({ at, what }) => [at, ...times.map(() => at), what]),
  );
}

interface GetOptions {
  readonly source?: string;
  readonly out?: string;
  readonly raw?: true;
}

export const getEvent: InboxCommand<GetOptions> = {
  options: (command) =>
    command
      .option('--source <id>', 'the source that received it (default: any)')
      .option('--out <file>', 'to this file instead of standard output')
      .option('--raw', 'the webhook body as received instead')
      .addHelpText('after', '\nWithout --out the bytes themselves are the output, also with --json.'),

  async run({ source, out, raw }, { connect, output, now }, [eventId = '']) {
    const inbox = await connect();
    const record = await findEvent(eventId, { source, now: now(), canBeShortened: true }, inbox);
    const content = await (raw ? readWebhookBody(record, inbox) : readStoredContent(record, inbox));
    const { what, bytes, ...about } = content;
    if (out === undefined) {
      await output.bytes(bytes);
    } else {
      const file = resolve(out);
      try {
        await writeFile(file, bytes);
      } catch (error) {
        throw new CommandError(
          `--out: ${file} cannot be written (${errorCode(error)}). Name a file in an existing directory that you may write to.`,
        );
      }
      output.json({ pk: record.pk, what, file, bytes: bytes.byteLength, ...about });
      output.line(`${what} of ${record.pk}: ${bytes.byteLength} bytes in ${file}`);
    }
    if (!record.pk.includes(eventId)) {
      output.note(`${eventId} is ${record.pk}.`);
    }
    if (content.sharedWith !== undefined) {
      output.note(`Result shared with ${content.sharedWith}.`);
    }
    if (content.replay !== undefined) {
      output.note(REPLAY_NOTES[content.replay]);
    }
    return EXIT.done;
  },
};
