import { MAX_CRASHES, MAX_DELAY_SECONDS } from '../../lambda/domain/lifecycle/policy';
import { ConfigError, type ConfigProblem } from './config-error';

export interface TimingSource {
  readonly eventBudgetSeconds: number;
  readonly batchSize: number;
  readonly maxBatchingWindowSeconds: number;
  /** Of the provider that processes the fewest events at once: all queues share one timing, since they share the table. */
  readonly inBatchConcurrency: number;
  readonly windowHours: number;
  readonly notReadyWindowHours: number;
}

/** Every duration in the stack. */
export interface Timing
  extends Pick<TimingSource, 'eventBudgetSeconds' | 'batchSize' | 'maxBatchingWindowSeconds'> {
  readonly ingestTimeoutSeconds: number;
  readonly processorTimeoutSeconds: number;
  readonly sweepTimeoutSeconds: number;
  readonly sweepIntervalSeconds: number;
  readonly leaseSeconds: number;
  readonly visibilitySeconds: number;
  readonly graceSeconds: number;
  readonly queueRetentionDays: number;
  readonly deadLetterRetentionDays: number;
  /** An older message in a work queue is not being processed. */
  readonly staleMessageSeconds: number;
}

/** API Gateway ends a request of an HTTP API after this, whatever the function does. */
const API_GATEWAY_LIMIT_SECONDS = 30;
const LAMBDA_LIMIT_SECONDS = 900;
/** Start-up, parsing the batch and reporting its outcome, beside the events' own budgets. */
const PROCESSOR_MARGIN_SECONDS = 6;
/** A lease outlives its holder: clocks differ, and Lambda's time-out is not exact to the second. */
const LEASE_MARGIN_SECONDS = 15;
/** The sweeper waits until SQS would have delivered the message again. */
const GRACE_MARGIN_SECONDS = 120;
/** AWS's advice for a queue that feeds Lambda: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_FACTOR = 6;
const DEFAULT_QUEUE_RETENTION_DAYS = 4;
/** The maximum of SQS. A dead letter keeps its age, so this must exceed the retention of the work queue. */
const DEAD_LETTER_RETENTION_DAYS = 14;
const SWEEP_INTERVAL_SECONDS = 60;

/** @throws ConfigError when the inputs leave no coherent set of times */
export function deriveTiming(source: TimingSource): Timing {
  const { eventBudgetSeconds, batchSize, maxBatchingWindowSeconds } = source;
  const rounds = Math.ceil(batchSize / source.inBatchConcurrency);
  const processorTimeoutSeconds = rounds * eventBudgetSeconds + PROCESSOR_MARGIN_SECONDS;
  const visibilitySeconds = VISIBILITY_FACTOR * processorTimeoutSeconds + maxBatchingWindowSeconds;
  const windows = [source.windowHours, source.notReadyWindowHours];
  const timing: Timing = {
    eventBudgetSeconds,
    batchSize,
    maxBatchingWindowSeconds,
    ingestTimeoutSeconds: 10,
    processorTimeoutSeconds,
    sweepTimeoutSeconds: SWEEP_INTERVAL_SECONDS - 10,
    sweepIntervalSeconds: SWEEP_INTERVAL_SECONDS,
    leaseSeconds: processorTimeoutSeconds + LEASE_MARGIN_SECONDS,
    visibilitySeconds,
    graceSeconds: visibilitySeconds + GRACE_MARGIN_SECONDS,
    queueRetentionDays: Math.max(DEFAULT_QUEUE_RETENTION_DAYS, Math.ceil(Math.max(...windows) / 24) + 1),
    deadLetterRetentionDays: DEAD_LETTER_RETENTION_DAYS,
    // The longest life of a healthy message: the maximum delay, then every allowed crash. Retries are fresh messages. At most half of
    // a retry window, so that the alarm goes off while the events can still be saved.
    staleMessageSeconds: Math.min(
      MAX_DELAY_SECONDS + MAX_CRASHES * visibilitySeconds,
      Math.min(...windows) * 1800,
    ),
  };
  assertCoherent(timing, source);
  return timing;
}

/**
 * Checks the inequalities everything else rests on: processor time-out < lease ≤ visibility < grace < retry window <
 * queue retention < dead-letter retention, ingest below API Gateway's limit, sweep below its own interval.
 * @throws ConfigError naming each pair that is out of order
 */
export function assertCoherent(
  timing: Timing,
  windows: Pick<TimingSource, 'windowHours' | 'notReadyWindowHours'>,
): void {
  const longest = Math.max(windows.windowHours, windows.notReadyWindowHours) * 3600;
  const shortest = Math.min(windows.windowHours, windows.notReadyWindowHours) * 3600;
  const retention = timing.queueRetentionDays * 86_400;
  const problems = [
    check('processor time-out', timing.processorTimeoutSeconds, 'Lambda’s limit', LAMBDA_LIMIT_SECONDS + 1),
    check('processor time-out', timing.processorTimeoutSeconds, 'lease', timing.leaseSeconds),
    check('lease', timing.leaseSeconds, 'visibility time-out', timing.visibilitySeconds + 1),
    check('visibility time-out', timing.visibilitySeconds, 'grace', timing.graceSeconds),
    check('grace', timing.graceSeconds, 'shortest retry window', shortest),
    check('longest retry window', longest, 'queue retention', retention),
    check('queue retention', retention, 'dead-letter retention', timing.deadLetterRetentionDays * 86_400),
    check('ingest time-out', timing.ingestTimeoutSeconds, 'API Gateway’s limit', API_GATEWAY_LIMIT_SECONDS),
    check('sweep time-out', timing.sweepTimeoutSeconds, 'sweep interval', timing.sweepIntervalSeconds),
  ].flat();
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}

function check(small: string, value: number, large: string, limit: number): ConfigProblem[] {
  const remedy =
    'Lower timing.eventBudgetSeconds, timing.batchSize or timing.maxBatchingWindowSeconds, raise inBatchConcurrency, or widen the retry windows.';
  const got = `${small} of ${value} s`;
  return value < limit
    ? []
    : [{ key: 'timing, retry', got, expected: `less than the ${large} (${limit} s)`, remedy }];
}
