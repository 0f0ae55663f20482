import type { Entry } from '../../../lambda/adapters/dynamodb/dynamo-event-index';
import { EVENT_STATUSES, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { ProviderManifest } from '../../../lambda/domain/provider/provider';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { documentKey, eventKey, parseSource, quarantineKey } from '../../../lambda/domain/record/keys';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import type { SourceAddress } from '../../connection/connection';
import type { Inbox } from '../../connection/inbox';
import { CommandError, UsageError } from '../../terminal/errors';
import { daysBetween } from './newest-keys';
import { documentEvents } from './select-events';

const DAY_MS = 86_400_000;
/** How far back events of a former source are looked for, and how many keys of one state and day. */
const FORMER_DAYS = 7;
const MOST_KEYS = 5_000;

interface Wanted {
  /** The source that received it. @default any */
  readonly source?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The record of one event, by the provider's id (looked up in every source, or the one given), by the digest of a quarantined
 * body, or by its whole key `<source>#<id>`. Events of sources that left the configuration are found too.
 * @throws CommandError when there is none, or when several sources have one
 */
export async function findEvent(id: string, { source, now }: Wanted, inbox: Inbox): Promise<EventRecord> {
  const sources = source === undefined ? [...inbox.sources.keys()] : [source];
  let found = await readRecords([id, ...sources.flatMap((one) => possibleKeys(one, id))], inbox);
  if (found.length === 0 && source === undefined) {
    // No index is by event id, so the keys of open and recently final events are searched.
    const keys: string[] = [];
    for await (const { pk } of recentKeys(now, inbox)) {
      const former = parseSource(pk);
      if (!inbox.sources.has(former) && possibleKeys(former, id).includes(pk)) {
        keys.push(pk);
      }
    }
    found = await readRecords(keys, inbox);
  }
  const [only, ...others] = found;
  if (!only) {
    if (source !== undefined) {
      requireSource(source, inbox);
    }
    throw new CommandError(
      `There is no event "${id}" in ${sources.join(', ')}. Is the ID complete? Records expire after their retention.`,
    );
  }
  if (others.length > 0) {
    const having = found.map(({ source: one }) => one).join(', ');
    throw new CommandError(`"${id}": several sources have it (${having}). Name one with --source.`);
  }
  return only;
}

/** The same for several, each once. */
export async function findEvents(
  ids: readonly string[],
  wanted: Wanted,
  inbox: Inbox,
): Promise<readonly EventRecord[]> {
  const records = await Promise.all(ids.map((id) => findEvent(id, wanted, inbox)));
  return [...new Map(records.map((record) => [record.pk, record])).values()];
}

function possibleKeys(source: string, id: string): readonly string[] {
  return [eventKey(source, id), quarantineKey(source, id)];
}

async function readRecords(keys: readonly string[], { index }: Inbox): Promise<readonly EventRecord[]> {
  return [...(await index.records([...new Set(keys)])).values()];
}

async function* recentKeys(now: number, { index }: Inbox): AsyncGenerator<Entry> {
  yield* first(index.openKeys());
  for (const day of daysBetween(now - (FORMER_DAYS - 1) * DAY_MS, now)) {
    for (const status of EVENT_STATUSES.filter(isFinal)) {
      yield* first(index.finalKeys({ status, day }));
    }
  }
}

async function* first(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  let left = MOST_KEYS;
  for await (const entry of entries) {
    if (left === 0) {
      return;
    }
    left -= 1;
    yield entry;
  }
}

/** All events of one document. @throws CommandError when there are none, or when several providers have one */
export async function findDocument(
  id: string,
  source: string | undefined,
  inbox: Inbox,
): Promise<{ readonly manifest: ProviderManifest; readonly events: readonly EventRecord[] }> {
  const found: { manifest: ProviderManifest; events: readonly EventRecord[] }[] = [];
  for (const provider of PROVIDER_IDS) {
    const { manifest } = getProvider(provider);
    const events = await documentEvents(documentKey(provider, id), inbox);
    // A source may have had another provider before, or may have left the configuration: its records stay.
    const isMeant =
      source === undefined ||
      inbox.sources.get(source)?.provider.manifest.id === provider ||
      events.some((event) => event.source === source);
    if (events.length > 0 && isMeant) {
      found.push({ manifest, events });
    }
  }
  const [only, ...others] = found;
  if (!only) {
    if (source !== undefined) {
      requireSource(source, inbox);
    }
    throw new CommandError(`No event is about a document "${id}". Is the ID complete?`);
  }
  if (others.length > 0) {
    const providers = found.map(({ manifest }) => manifest.id).join(', ');
    throw new CommandError(`"${id}": several providers have it (${providers}). Name a source with --source.`);
  }
  return only;
}

/** `named` is how the command takes it: as an option or as its operand. @throws UsageError naming the sources there are */
export function requireSource(
  id: string,
  { sources }: Pick<Inbox, 'sources'>,
  named: '--source' | 'Source' = '--source',
): string {
  if (!sources.has(id)) {
    throw new UsageError(`${named}: got "${id}", expected one of ${[...sources.keys()].join(', ')}.`);
  }
  return id;
}

/** The source that is a command's operand. @throws UsageError naming those there are */
export function findSource(id: string, { connection }: Pick<Inbox, 'connection'>): SourceAddress {
  const found = connection.sources.find((source) => source.id === id);
  if (!found) {
    const known = connection.sources.map((source) => source.id).join(', ');
    throw new UsageError(`Source: got "${id}", expected one of ${known}.`);
  }
  return found;
}
