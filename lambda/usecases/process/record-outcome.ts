import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import type { Policy } from '../../domain/lifecycle/policy';
import type { TransitionContext } from '../../domain/lifecycle/transition-base';
import { delaySeconds } from '../../domain/lifecycle/waiting';
import type { MetricName } from '../../domain/metrics';
import type { EventRecord } from '../../domain/record/event-record';
import { errorName } from '../../domain/text/error-name';
import { eventFields, keyFields } from '../event-fields';
import { measureAge } from '../measure-age';
import type { Clock, EventStore, Random, Telemetry, WorkQueue } from '../ports';
import { asTransient } from './as-transient';

export interface RecordDeps {
  readonly store: Pick<EventStore, 'update'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
}

/** Time, a fresh token and the policy for one transition. */
export function transitionContext(deps: Pick<RecordDeps, 'clock' | 'random' | 'policy'>): TransitionContext {
  return { now: deps.clock.now(), writeId: deps.random.token(), policy: deps.policy };
}

/**
 * Carries out a transition of a leased event and counts it. Undefined: another has taken the lease, so whatever we did changes
 * nothing. @throws ProviderError `transient` when the outcome is unknown
 */
export async function recordOutcome(
  write: ConditionalWrite,
  metric: MetricName,
  deps: RecordDeps,
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
function logOutcome(record: EventRecord, metric: MetricName, { telemetry }: RecordDeps): void {
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

/** Sends the message of a waiting event for its `notBefore`; what cannot be sent, or not so far ahead, is the sweeper's. */
export async function sendWhenDue(
  record: EventRecord,
  deps: Pick<RecordDeps, 'queue' | 'clock' | 'telemetry'>,
): Promise<void> {
  const now = deps.clock.now();
  const delay = delaySeconds(Date.parse(record.notBefore ?? record.updatedAt), now);
  if (delay === undefined) {
    return;
  }
  try {
    await deps.queue.send(record.provider, record.pk, delay);
  } catch (error) {
    deps.telemetry.count('DeferredToSweeper', { source: record.source });
    deps.telemetry.log('warn', 'The message could not be sent; the sweeper will send it.', {
      ...eventFields(record),
      error: errorName(error),
    });
  }
}
