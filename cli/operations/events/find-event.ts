import type { Entry } from '../../../lambda/adapters/dynamodb/newest-first';
import { EVENT_STATUSES, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { eventKey, quarantineKey, sourceOfKey } from '../../../lambda/domain/record/keys';
import type { Inbox, SourceAddress } from '../../connection/inbox';
import { CommandError, UsageError } from '../../terminal/errors';
import { daysBetween } from './newest-keys';

const DAY_MS = 86_400_000;
/** How far back a former source's event is looked for, and how many keys of one state and day. */
const FORMER_DAYS = 7;
const MOST_KEYS = 5_000;

interface Wanted {
  /** The source it came by. @default any */
  readonly source?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The record of one event, by the provider's id (looked up in every source, or the one given), by the digest of a quarantined
 * body, or by its whole key `<source>#<id>`. Events of former sources are found too.
 * @throws CommandError when there is none, or when several sources have one
 */
export async function findEvent(id: string, { source, now }: Wanted, inbox: Inbox): Promise<EventRecord> {
  const sources = source === undefined ? [...inbox.sources.keys()] : [source];
  const known = await recordsOf([id, ...sources.flatMap((one) => keysOf(one, id))], inbox);
  const found = known.length > 0 || source !== undefined ? known : await ofFormerSources(id, now, inbox);
  const [only, ...others] = found;
  if (!only) {
    if (source !== undefined) {
      knownSource(source, inbox);
    }
    throw new CommandError(
      `There is no event "${id}" in ${sources.join(', ')}. Is its id spelt in full? Records expire after their retention.`,
    );
  }
  if (others.length > 0) {
    const keys = found.map(({ source: one }) => one).join(', ');
    throw new CommandError(`"${id}": several sources have it (${keys}). Name one with --source.`);
  }
  return only;
}

function keysOf(source: string, id: string): readonly string[] {
  return [eventKey(source, id), quarantineKey(source, id)];
}

async function recordsOf(keys: readonly string[], { index }: Inbox): Promise<readonly EventRecord[]> {
  return [...(await index.records([...new Set(keys)])).values()];
}

/** No index is by event id: the keys of what is open, and of what ended in the last days, are looked through. */
async function ofFormerSources(id: string, now: number, inbox: Inbox): Promise<readonly EventRecord[]> {
  const keys = new Set<string>();
  for await (const { pk } of newestKeys(now, inbox)) {
    const source = sourceOfKey(pk);
    if (!inbox.sources.has(source) && keysOf(source, id).includes(pk)) {
      keys.add(pk);
    }
  }
  return recordsOf([...keys], inbox);
}

async function* newestKeys(now: number, { index }: Inbox): AsyncGenerator<Entry> {
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

/** `named` is how the command takes it: as an option or as its operand. @throws UsageError naming the sources there are */
export function knownSource(
  id: string,
  { sources }: Pick<Inbox, 'sources'>,
  named: '--source' | 'Source' = '--source',
): string {
  if (!sources.has(id)) {
    throw new UsageError(`${named}: got "${id}", expected one of ${[...sources.keys()].join(', ')}.`);
  }
  return id;
}

/** The source named on the command line. @throws UsageError naming those there are */
export function sourceAddress(id: string, { connection }: Pick<Inbox, 'connection'>): SourceAddress {
  const found = connection.sources.find((source) => source.id === id);
  if (!found) {
    const known = connection.sources.map((source) => source.id).join(', ');
    throw new UsageError(`Source: got "${id}", expected one of ${known}.`);
  }
  return found;
}
