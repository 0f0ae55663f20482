import type { EventRecord } from '../record/event-record';

/** Provider → the ids of its sources in the present configuration. */
export type ConfiguredSources = Readonly<Record<string, readonly string[]>>;

/** Whether the event's source is still there, and still of the same provider. */
export function isConfigured(
  { source, provider }: Pick<EventRecord, 'source' | 'provider'>,
  sources: ConfiguredSources,
): boolean {
  return Object.hasOwn(sources, provider) && sources[provider]?.includes(source) === true;
}
