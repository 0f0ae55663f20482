import type { Command } from 'commander';
import type { EventRecord } from '../../lambda/domain/event-record';
import { documentKey } from '../../lambda/domain/keys';
import { CommandError } from '../command-error';
import type { Context } from '../context';
import { providersOf } from '../find-event';
import type { Inbox } from '../inbox';
import { documentEvents } from '../select-events';
import { shownRecord } from '../shown-record';

interface ShowOptions {
  readonly source?: string;
}

interface Found {
  readonly provider: string;
  readonly events: readonly EventRecord[];
}

/** `document show <documentId>`. */
export function addDocument(program: Command, context: Context): void {
  program
    .command('document')
    .description('the documents events are of')
    .command('show <documentId>')
    .description('all events of one document, newest first, and which result is current')
    .option('--source <id>', 'of the provider of this source (default: any)')
    .action((id: string, options: ShowOptions) => showDocument(id, options, context));
}

async function showDocument(
  id: string,
  { source }: ShowOptions,
  { connect, output }: Context,
): Promise<void> {
  const { provider, events } = await findDocument(id, await connect(), source);
  const current = currentOf(events);
  output.json({
    documentId: id,
    provider,
    current: current && {
      pk: current.pk,
      eventId: current.eventId,
      fetchedAt: current.fetchedAt,
      resultKey: current.resultKey,
    },
    events: events.map(shownRecord),
  });
  output.line(
    `Document ${id} of ${provider}: ${events.length === 1 ? '1 event' : `${events.length} events`}`,
  );
  output.table(
    ['received', 'state', 'source', 'event', 'type', 'fetched', ''],
    events.map((event) => [
      event.receivedAt,
      event.status,
      event.source,
      event.eventId,
      event.eventType,
      event.fetchedAt,
      event === current ? 'current' : '',
    ]),
  );
  output.line(current ? `Current result: ${current.resultKey}` : 'No result is stored.');
}

/** @throws CommandError when nobody has it, or several providers do */
async function findDocument(id: string, inbox: Inbox, source: string | undefined): Promise<Found> {
  const found: Found[] = [];
  for (const provider of providersOf(inbox, source)) {
    const events = await documentEvents(documentKey(provider, id), inbox);
    if (events.length > 0) {
      found.push({ provider, events });
    }
  }
  const [only, ...others] = found;
  if (!only) {
    throw new CommandError(`No event is of a document "${id}". Is its id spelt in full?`);
  }
  if (others.length > 0) {
    const providers = found.map(({ provider }) => provider).join(', ');
    throw new CommandError(`"${id}": several providers have it (${providers}). Name a source with --source.`);
  }
  return only;
}

/** The current data of a document is its result with the greatest `fetchedAt`. */
export function currentOf(events: readonly EventRecord[]): EventRecord | null {
  return events.reduce<EventRecord | null>((current, event) => {
    const hasResult = event.status === 'STORED' && event.resultKey !== undefined;
    const isNewer = (event.fetchedAt ?? '') > (current?.fetchedAt ?? '');
    return hasResult && isNewer ? event : current;
  }, null);
}
