import type { EventRecord } from '../lambda/domain/event-record';
import { eventKey, quarantineKey } from '../lambda/domain/keys';
import type { ProviderManifest } from '../lambda/domain/provider';
import { CommandError } from './command-error';
import type { Inbox } from './inbox';
import { UsageError } from './usage-error';

/**
 * The record of one event, by the provider's id (looked up in every source, or the one given), by the digest of a quarantined
 * body, or by its whole key `<source>#<id>`.
 * @throws CommandError when there is none, or when several sources have one
 */
export async function findEvent(id: string, inbox: Inbox, source?: string): Promise<EventRecord> {
  const sources = source === undefined ? [...inbox.sources.keys()] : [knownSource(source, inbox)];
  const ofSources = sources.flatMap((one) => [eventKey(one, id), quarantineKey(one, id)]);
  const found = [...(await inbox.index.records([...new Set([id, ...ofSources])])).values()];
  const [only, ...others] = found;
  if (!only) {
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

/** @throws UsageError naming the sources there are */
export function knownSource(id: string, { sources }: Pick<Inbox, 'sources'>): string {
  if (!sources.has(id)) {
    throw new UsageError(`--source: got "${id}", expected one of ${[...sources.keys()].join(', ')}.`);
  }
  return id;
}

/** Providers of one source, or of all. @throws UsageError for a source there is not */
export function providersOf(inbox: Pick<Inbox, 'sources'>, source?: string): readonly string[] {
  return manifestsOf(inbox, source).map(({ id }) => id);
}

/** What these providers are. @throws UsageError for a source there is not */
export function manifestsOf(inbox: Pick<Inbox, 'sources'>, source?: string): readonly ProviderManifest[] {
  const wanted = source === undefined ? undefined : knownSource(source, inbox);
  const sources = [...inbox.sources.values()].filter(({ id }) => wanted === undefined || id === wanted);
  const manifests = sources.map(({ provider: { manifest } }) => [manifest.id, manifest] as const);
  return [...new Map(manifests).values()];
}
