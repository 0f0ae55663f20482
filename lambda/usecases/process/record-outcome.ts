import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import type { MetricName } from '../../domain/metrics';
import type { EventRecord } from '../../domain/record/event-record';
import { asTransient } from '../as-transient';
import { eventFields, keyFields, measureAge } from '../event-telemetry';
import type { TransitionDeps } from '../transition-context';

/**
 * Carries out a transition of a leased event and counts it. Undefined: another has taken the lease, so whatever we did changes
 * nothing. @throws ProviderError `transient` when the outcome is unknown
 */
export async function recordOutcome(
  write: ConditionalWrite,
  metric: MetricName,
  deps: TransitionDeps,
): Promise<EventRecord | undefined> {
  const outcome = await asTransient('Recording the outcome in DynamoDB', () => deps.store.update(write));
  const provider = (outcome.applied ? outcome.record : outcome.existing)?.provider ?? 'unknown';
  deps.telemetry.count(outcome.applied ? metric : 'LeaseLost', { provider });
  if (outcome.applied) {
    measureAge(outcome.record, deps, metric);
  }
  if (outcome.applied) {
    logOutcome(outcome.record, metric, deps);
  } else {
    deps.telemetry.log(
      'warn',
      'Another attempt has taken the lease; this one changed nothing.',
      keyFields(write.pk),
    );
  }
  return outcome.applied ? outcome.record : undefined;
}

/** The kind of the error and never its message, which may hold the provider's own words: those are in the record. */
function logOutcome(record: EventRecord, metric: MetricName, { telemetry }: TransitionDeps): void {
  const { status, attempts, crashes, generation, notBefore, lastError, resultBytes } = record;
  const level = status === 'FAILED' ? 'error' : lastError ? 'info' : 'debug';
  telemetry.log(level, `Recorded: ${metric}.`, {
    ...eventFields(record),
    status,
    attempts,
    crashes,
    generation,
    ...(lastError && { error: lastError.kind }),
    ...(status === 'RECEIVED' ? { notBefore } : { resultBytes }),
  });
}
