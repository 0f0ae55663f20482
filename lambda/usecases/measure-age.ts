import { isFinal } from '../domain/lifecycle/lifecycle';
import { openedAt } from '../domain/lifecycle/retry-policy';
import type { MetricName } from '../domain/metrics';
import type { EventRecord } from '../domain/record/event-record';
import type { Clock, Telemetry } from './ports';

/** The outcomes that end an event's way to its result. */
const RESULTS: ReadonlySet<MetricName> = new Set(['Stored', 'ResultShared', 'ExtractionFailed']);

/**
 * Emits `OpenEventAge` while an event is open, and `TimeToResult` once it has a result or the provider's word that there is none.
 * Every open event is touched within hours, so the maximum of `OpenEventAge` is the oldest event; no query is needed. What was given
 * up, archived, or returned from a replay with nothing is measured by neither.
 */
export function measureAge(
  record: EventRecord,
  { clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry },
  outcome?: MetricName,
): void {
  const isResult = outcome !== undefined && RESULTS.has(outcome);
  if (isFinal(record.status) && !isResult) {
    return;
  }
  const seconds = Math.max(0, clock.now() - openedAt(record)) / 1000;
  const name = isFinal(record.status) ? 'TimeToResult' : 'OpenEventAge';
  telemetry.measure(name, seconds, { provider: record.provider });
}
