import { EVENT_STATUSES, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { ProviderManifest } from '../../../lambda/domain/provider/provider';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { documentKey, eventKey, parseSource, quarantineKey } from '../../../lambda/domain/record/keys';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import type { SourceAddress } from '../../connection/connection';
import type { Inbox } from '../../connection/inbox';
import { CommandError, UsageError } from '../../terminal/errors';
import { expectedOneOf } from '../../terminal/format';
import { daysBetween, documentEvents } from './select-events';

const DAY_MS = 86_400_000;
/** How far back events are looked for whose key nobody knows, and how many keys of one state and day. */
const SEARCHED_DAYS = 7;
const MOST_KEYS = 5_000;
/** A shorter beginning of an id is no hint. */
const LEAST_BEGINNING = 4;
const MOST_NAMED = 3;
/** What tables put in the middle of a shortened id. */
const ELLIPSIS = '…';

interface Wanted {
  /** The source that received it. @default any */
  readonly source?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** An id as a table shortened it will do, if one recent event alone has such an id. Nothing may be changed by it. */
  readonly canBeShortened?: boolean;
}

/**
 * The record of one event, by the provider's id (looked up in every source, or the one given), by the digest of a quarantined
 * body, or by its whole key `<source>#<id>`. Events of sources that left the configuration are found too.
 * @throws CommandError when there is none, or when several sources have one
 */
export async function findEvent(id: string, wanted: Wanted, inbox: Inbox): Promise<EventRecord> {
  const { source, canBeShortened = false } = wanted;
  const sources = source === undefined ? [...inbox.sources.keys()] : [source];
  const keysIn = (one: string) => [eventKey(one, id), quarantineKey(one, id)];
  const read = async (keys: readonly string[]) => [
    ...(await inbox.index.records([...new Set(keys)])).values(),
  ];
  const found = await read([id, ...sources.flatMap(keysIn)]);
  const isShortened = id.includes(ELLIPSIS);
  if (found.length === 0 && (source === undefined || isShortened)) {
    const isFormer = (pk: string, of: string) => !inbox.sources.has(of) && keysIn(of).includes(pk);
    const { former, alike } = await searchKeys(id, isFormer, wanted, inbox);
    const isOneMeant = isShortened && canBeShortened && alike.length === 1;
    found.push(...(await read(isOneMeant ? alike : former)));
    if (found.length === 0 && (isShortened || alike.length > 0)) {
      throw new CommandError(describeAlike(id, alike));
    }
  }
  return requireOne(found, source, inbox, {
    none: `There is no event "${id}" in ${sources.join(', ')}. Is the ID complete? Records expire after their retention.`,
    several: `"${id}": several sources have it (${found.map((record) => record.source).join(', ')}). Name one with --source.`,
  });
}

/**
 * No index is by event id, so the keys of open and recently final events are searched: for those of sources that left, and for ids
 * that begin as the given one, or are shortened to it.
 */
async function searchKeys(
  id: string,
  isFormer: (pk: string, source: string) => boolean,
  { source, now }: Wanted,
  { index }: Inbox,
): Promise<{ readonly former: readonly string[]; readonly alike: readonly string[] }> {
  const days = daysBetween(now - (SEARCHED_DAYS - 1) * DAY_MS, now);
  const final = EVENT_STATUSES.filter(isFinal);
  const streams = days.flatMap((day) => final.map((status) => index.finalKeys({ status, day })));
  const former = new Set<string>();
  const alike = new Set<string>();
  for (const stream of [index.openKeys(), ...streams]) {
    let left = MOST_KEYS;
    for await (const { pk } of stream) {
      if (left === 0) {
        break;
      }
      left -= 1;
      const of = parseSource(pk);
      if (isFormer(pk, of)) {
        former.add(pk);
      } else if (of === (source ?? of) && isAlike(id, [pk, pk.slice(of.length + 1)])) {
        alike.add(pk);
      }
    }
  }
  return { former: [...former], alike: [...alike] };
}

function isAlike(id: string, texts: readonly string[]): boolean {
  const [head = '', tail = ''] = id.split(ELLIPSIS);
  return (
    head.length >= LEAST_BEGINNING &&
    texts.some((text) => text.startsWith(head) && text.slice(head.length).endsWith(tail))
  );
}

function describeAlike(id: string, alike: readonly string[]): string {
  const named = alike.slice(0, MOST_NAMED).join(', ');
  const more = alike.length > MOST_NAMED ? ` and ${alike.length - MOST_NAMED} more` : '';
  if (!id.includes(ELLIPSIS)) {
    return `There is no event "${id}". These begin so: ${named}${more}. Name the whole ID.`;
  }
  return alike.length === 0
    ? `"${id}" is a shortened ID, and no event of the last ${SEARCHED_DAYS} days has such a one. Lists show whole IDs with --wide.`
    : `"${id}" is a shortened ID, expected a whole one: ${named}${more}.`;
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
  return requireOne(found, source, inbox, {
    none: `No event is about a document "${id}". Is the ID complete?`,
    several: `"${id}": several providers have it (${found.map(({ manifest }) => manifest.id).join(', ')}). Name a source with --source.`,
  });
}

/** @throws CommandError for none and for several, UsageError when there is none because the source is unknown */
function requireOne<T>(
  [only, ...others]: readonly T[],
  source: string | undefined,
  inbox: Inbox,
  problems: { readonly none: string; readonly several: string },
): T {
  if (only !== undefined && others.length === 0) {
    return only;
  }
  if (only === undefined && source !== undefined) {
    requireSource(source, inbox);
  }
  throw new CommandError(only === undefined ? problems.none : problems.several);
}

/** @throws UsageError naming the sources there are */
export function requireSource(id: string, { sources }: Pick<Inbox, 'sources'>): string {
  if (!sources.has(id)) {
    throw unknownSource(id, [...sources.keys()]);
  }
  return id;
}

/** A source with its webhook and secrets. @throws UsageError naming those there are */
export function findSource(id: string, { connection }: Pick<Inbox, 'connection'>): SourceAddress {
  const found = connection.sources.find((source) => source.id === id);
  if (!found) {
    throw unknownSource(
      id,
      connection.sources.map((source) => source.id),
    );
  }
  return found;
}

function unknownSource(id: string, known: readonly string[]): UsageError {
  return new UsageError(`Source: got "${id}", ${expectedOneOf(id, known)}`);
}
