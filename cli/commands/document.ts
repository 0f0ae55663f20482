import * as z from 'zod';
import type { ProviderManifest } from '../../lambda/domain/provider/provider';
import { type EventRecord, toIso } from '../../lambda/domain/record/event-record';
import { findCurrentResult, isReview } from '../../lambda/domain/result/current-result';
import { isContent, toStoredResult } from '../../lambda/domain/result/stored-result';
import { findDocument } from '../operations/events/find-event';
import { recordSchema, shownId, shownRecord } from '../operations/events/shown-record';
import { EXIT } from '../terminal/errors';
import { counted } from '../terminal/format';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';

/** `document show --json`. */
export const documentShowSchema = z.strictObject({
  documentId: z.string(),
  provider: z.string(),
  /** The event whose result is current; null while there is none. */
  current: z
    .strictObject({
      pk: z.string(),
      eventId: z.string(),
      fetchedAt: z.iso.datetime(),
      resultKey: z.string(),
    })
    .nullable(),
  events: z.array(recordSchema),
});

const COLUMNS = [
  column('received', 'time', 4),
  column('state', 'state', 6),
  column('source', 'text', 3, 6),
  column('event', 'id', 8),
  column('type', 'text', 1),
  column('happened', 'time', 2),
  column('fetched', 'time', 2),
  column('result', 'text', 5),
  column('', 'text', 7),
];

export const showDocument: InboxCommand<{ readonly source?: string }> = {
  options: (command) => command.option('--source <id>', 'of the provider of this source (default: any)'),

  async run({ source }, { connect, output }, [id = '']) {
    const { manifest, events } = await findDocument(id, source, await connect());
    const current = findCurrentResult(events, manifest);
    const result = current && toStoredResult(current);
    output.json({
      documentId: id,
      provider: manifest.id,
      current: result
        ? {
            pk: current.pk,
            eventId: current.eventId,
            fetchedAt: toIso(result.fetchedAt),
            resultKey: result.resultKey,
          }
        : null,
      events: events.map(shownRecord),
    });
    output.line(`Document ${id} of ${manifest.id}: ${counted(events.length, 'event')}`);
    output.table(
      COLUMNS,
      events.map((event) => [
        event.receivedAt,
        event.status,
        event.source,
        shownId(event),
        event.eventType,
        event.occurredAt,
        event.fetchedAt,
        describeResult(event, manifest),
        event === current ? 'current' : '',
      ]),
    );
    output.line(current ? `Current result: ${current.resultKey}` : 'No result is stored.');
    return EXIT.done;
  },
};

/** The properties of an event's result that decide whether it is the current one. */
function describeResult(event: EventRecord, manifest: ProviderManifest): string {
  const stored = toStoredResult(event);
  if (!stored) {
    return '';
  }
  if (isContent(stored)) {
    return 'content of its link';
  }
  const marks = [
    ...(isReview(event, manifest) ? ['reviewed'] : []),
    ...(stored.resultEmpty ? ['empty'] : []),
    ...(event.sharedResultOf === undefined ? [] : [`shared with ${event.sharedResultOf}`]),
  ];
  const replay = event.replayedFrom === undefined ? [] : ['replay under way'];
  return [...(marks.length > 0 ? marks : ['data']), ...replay].join(', ');
}
