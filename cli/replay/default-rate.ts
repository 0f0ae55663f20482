import type { Inbox } from '../inbox';
import type { PlannedEvent } from './plan-replay';

/**
 * Half of what the slowest provider concerned is asked at the most, so that fresh events keep the other half. Nobody is flooded
 * by a higher one either: the processors keep to their own pace, only the queue grows.
 */
export function defaultRate(
  planned: readonly Pick<PlannedEvent, 'record'>[],
  { sources }: Pick<Inbox, 'sources'>,
): number {
  const rates = planned.flatMap(({ record }) => {
    const provider = sources.get(record.source)?.provider;
    return provider ? [provider.manifest.pressure.requestsPerSecond] : [];
  });
  return (rates.length > 0 ? rates.reduce((one, other) => Math.min(one, other)) : 1) / 2;
}
