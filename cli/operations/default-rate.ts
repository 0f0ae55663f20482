import type { EventRecord } from '../../lambda/domain/record/event-record';
import type { Inbox } from '../connection/inbox';

/**
 * Half of what the slowest provider concerned is asked at the most, so that fresh events keep the other half. Nobody is flooded
 * by a higher one either: the processors keep to their own pace, only the queue grows.
 */
export function defaultRate(
  records: readonly Pick<EventRecord, 'source'>[],
  { sources }: Pick<Inbox, 'sources'>,
): number {
  const rates = records.flatMap(({ source }) => {
    const provider = sources.get(source)?.provider;
    return provider ? [provider.manifest.pressure.requestsPerSecond] : [];
  });
  return (rates.length > 0 ? rates.reduce((one, other) => Math.min(one, other)) : 1) / 2;
}
