import { ProviderError } from '../domain/error-kinds';
import { errorName } from '../domain/error-name';
import type { EventRecord, LastError } from '../domain/event-record';
import { end, release, retry } from '../domain/moves';
import { MAX_CRASHES } from '../domain/policy';
import { decideRetry, type RetryDecision } from '../domain/retry-policy';
import { eventFields } from './event-fields';
import { moveContext, type RecordDeps, recordOutcome, sendWhenDue } from './record-outcome';

/**
 * Records what a failed attempt leads to: a retry, or a final state with its reason. An error that is not an attempt's own
 * is a bug of ours: it is recorded as a crash and thrown again, so that its message ends in the dead-letter queue.
 */
export async function settleFailure(error: unknown, leased: EventRecord, deps: RecordDeps): Promise<void> {
  if (error instanceof ProviderError) {
    await settleAttempt(error, leased, deps);
    return;
  }
  await settleCrash(error, leased, deps);
  throw error;
}

async function settleAttempt(error: ProviderError, leased: EventRecord, deps: RecordDeps): Promise<void> {
  countRefusedToken(error, leased, deps);
  const decision = decideRetry({
    kind: error.kind,
    record: leased,
    now: deps.clock.now(),
    retryAfter: error.retryAfter,
    random: deps.random.fraction(),
    policy: deps.policy,
  });
  if (!decision.retry) {
    const lastError = finalError(error, decision);
    await recordOutcome(end(leased, 'FAILED', lastError, moveContext(deps)), 'Failed', deps);
    return;
  }
  const plan = { notBefore: decision.notBefore, lastError: { kind: error.kind, message: error.message } };
  const waiting = await recordOutcome(retry(leased, plan, moveContext(deps)), 'Retried', deps);
  if (waiting) {
    await sendWhenDue(waiting, deps);
  }
}

function finalError(error: ProviderError, decision: Extract<RetryDecision, { retry: false }>): LastError {
  if (decision.because !== 'retry_window_over') {
    return { kind: error.kind, message: error.message };
  }
  return {
    kind: 'retry_window_over',
    message: `The retry window is over. Last (${error.kind}): ${error.message}`,
  };
}

function countRefusedToken(error: ProviderError, leased: EventRecord, deps: RecordDeps): void {
  if (error.kind !== 'credentials') {
    return;
  }
  deps.telemetry.count('CredentialsRejected', { provider: leased.provider });
  deps.telemetry.log('error', 'The provider refused our API token; put a valid one into the secret.', {
    ...eventFields(leased),
  });
}

async function settleCrash(error: unknown, leased: EventRecord, deps: RecordDeps): Promise<void> {
  const name = errorName(error);
  const lastError = crashError(leased, name);
  deps.telemetry.count('ProcessingCrashed', { provider: leased.provider });
  deps.telemetry.log('error', 'Our own code broke on an event.', {
    ...eventFields(leased),
    error: name,
  });
  if (isLastCrash(leased)) {
    await recordOutcome(end(leased, 'FAILED', lastError, moveContext(deps)), 'Failed', deps);
    return;
  }
  await recordOutcome(release(leased, lastError, moveContext(deps)), 'Retried', deps);
}

/** Whether one more crash is the last this event gets. */
export function isLastCrash(record: EventRecord): boolean {
  return (record.crashes ?? 0) + 1 >= MAX_CRASHES;
}

export function crashError(record: EventRecord, what = 'no outcome before the lease ended'): LastError {
  const count = (record.crashes ?? 0) + 1;
  return {
    kind: 'processor_crashed',
    message: `Processing broke ${count} of ${MAX_CRASHES} times (last: ${what}). Look into the processor's log, mend, then redrive.`,
  };
}
