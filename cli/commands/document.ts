import type { Command } from 'commander';
import type { ProviderManifest } from '../../lambda/domain/provider/provider';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { documentKey } from '../../lambda/domain/record/keys';
import { currentResult, isReview } from '../../lambda/domain/result/current-result';
import { isContent, storedResultOf } from '../../lambda/domain/result/stored-result';
import { getProvider } from '../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { knownSource } from '../operations/events/find-event';
import { documentEvents } from '../operations/events/select-events';
import { shownId, shownRecord } from '../operations/events/shown-record';
import { CommandError } from '../terminal/errors';

interface ShowOptions {
  readonly source?: string;
}

interface Found {
  readonly manifest: ProviderManifest;
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
  const { manifest, events } = await findDocument(id, await connect(), source);
  const current = currentResult(events, manifest);
  output.json({
    documentId: id,
    provider: manifest.id,
    current: current
      ? {
          pk: current.pk,
          eventId: current.eventId,
          fetchedAt: current.fetchedAt,
          resultKey: current.resultKey,
        }
      : null,
    events: events.map(shownRecord),
  });
  output.line(
    `Document ${id} of ${manifest.id}: ${events.length === 1 ? '1 event' : `${events.length} events`}`,
  );
  output.table(
    ['received', 'state', 'source', 'event', 'type', 'happened', 'fetched', 'result', ''],
    events.map((event) => [
      event.receivedAt,
      event.status,
      event.source,
      shownId(event),
      event.eventType,
      event.occurredAt,
      event.fetchedAt,
      resultWords(event, manifest),
      event === current ? 'current' : '',
    ]),
  );
  output.line(current ? `Current result: ${current.resultKey}` : 'No result is stored.');
}

/** What of an event's result decides whether it is the current one. */
function resultWords(event: EventRecord, manifest: ProviderManifest): string {
  const stored = storedResultOf(event);
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

/** Of the source's provider, or one it was of before: records stay when a source is removed or moved. */
function isMeant(
  { id }: ProviderManifest,
  events: readonly EventRecord[],
  { source, inbox }: { readonly source: string | undefined; readonly inbox: Inbox },
): boolean {
  return (
    source === undefined ||
    inbox.sources.get(source)?.provider.manifest.id === id ||
    events.some((event) => event.source === source)
  );
}

/** @throws CommandError when nobody has it, or several providers do */
async function findDocument(id: string, inbox: Inbox, source: string | undefined): Promise<Found> {
  const found: Found[] = [];
  for (const provider of PROVIDER_IDS) {
    const { manifest } = getProvider(provider);
    const events = await documentEvents(documentKey(provider, id), inbox);
    if (events.length > 0 && isMeant(manifest, events, { source, inbox })) {
      found.push({ manifest, events });
    }
  }
  const [only, ...others] = found;
  if (!only) {
    if (source !== undefined) {
      knownSource(source, inbox);
    }
    throw new CommandError(`No event is of a document "${id}". Is its id spelt in full?`);
  }
  if (others.length > 0) {
    const providers = found.map(({ manifest }) => manifest.id).join(', ');
    throw new CommandError(`"${id}": several providers have it (${providers}). Name a source with --source.`);
  }
  return only;
}
