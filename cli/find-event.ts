import type { EventRecord } from '../lambda/domain/event-record';
import { eventKey } from '../lambda/domain/keys';
import { CommandError } from './command-error';
import type { Inbox } from './inbox';
import { UsageError } from './usage-error';

/**
 * The record of one event, by the provider's id (looked up in every source, or the one given) or by its whole key `<source>#<id>`.
 * @throws CommandError when there is none, or when several sources have one
 */
export async function findEvent(id: string, inbox: Inbox, source?: string): Promise<EventRecord> {
  const sources = source === undefined ? [...inbox.sources.keys()] : [knownSource(source, inbox)];
  const keys = [id, ...sources.map((one) => eventKey(one, id))];
  const found = (await Promise.all(keys.map((key) => inbox.store.get(key)))).filter(
    (record) => record !== undefined,
  );
  const [only, ...others] = found;
  if (!only) {
    throw new CommandError(
      `There is no event ${id} in ${source === undefined ? `any source (${sources.join(', ')})` : `source ${source}`}: got its id right? Records expire after their retention.`,
    );
  }
  if (others.length > 0) {
    const keysFound = found.map(({ pk }) => pk).join(', ');
    throw new CommandError(
      `${id}: got an id that several sources have: ${keysFound}. Name one with --source.`,
    );
  }
  return only;
}

/** @throws UsageError naming the sources there are */
export function knownSource(id: string, { sources }: Pick<Inbox, 'sources'>): string {
  if (!sources.has(id)) {
    throw new UsageError(`--source: got "${id}", expected one of ${[...sources.keys()].join(', ')}.`);
  }
  return id;
}
