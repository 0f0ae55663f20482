import { type ConditionalWrite, nameDocument } from '../../domain/lifecycle/conditional-write';
import { crashError, decideRetry, isLastCrash, windowOverError } from '../../domain/lifecycle/retry-policy';
import { release, retry } from '../../domain/lifecycle/transitions';
import type { MetricName } from '../../domain/metrics';
import { ProviderError } from '../../domain/provider/error-kinds';
import {
  type EventRecord,
  type LastError,
  type ProcessingRecord,
  toIso,
} from '../../domain/record/event-record';
import { keyAsClaimed } from '../../domain/result/stored-result';
import { asTransient } from '../as-transient';
import { errorFields, errorName, eventFields, keyFields, measureAge } from '../event-telemetry';
import type { ResultStore } from '../ports';
import { sendWhenDue, type TransitionDeps, transitionContext } from '../transition';
import { endWithoutResult } from './end-without-result';

export interface OutcomeDeps extends TransitionDeps {
  readonly results: ResultStore;
}

/**
 * Records what an attempt led to, while its lease holds, and counts it. Every method throws a `transient` ProviderError when it is not
 * known whether the write took effect.
 */
export class OutcomeRecorder {
  constructor(private readonly deps: OutcomeDeps) {}

  /** Carries out a transition of a leased event. Undefined: another has taken the lease, so whatever we did changes nothing. */
  async record(write: ConditionalWrite, metric: MetricName): Promise<EventRecord | undefined> {
    const { store, telemetry } = this.deps;
    const outcome = await asTransient('Recording the outcome in DynamoDB', () => store.update(write));
    if (!outcome.applied) {
      telemetry.count('LeaseLost', { provider: outcome.existing?.provider ?? 'unknown' });
      const message = 'Another attempt has taken the lease; this one changed nothing.';
      telemetry.log('warn', message, keyFields(write.pk));
      return undefined;
    }
    const { record } = outcome;
    telemetry.count(metric, { provider: record.provider });
    measureAge(record, this.deps, metric);
    const { status, attempts, crashes, generation, notBefore, lastError, resultBytes } = record;
    // The kind of the error and never its message, which may hold the provider's own words: those are in the record.
    telemetry.log(status === 'FAILED' ? 'error' : lastError ? 'info' : 'debug', `Recorded: ${metric}.`, {
      ...eventFields(record),
      status,
      attempts,
      crashes,
      generation,
      ...(lastError && { error: lastError.kind }),
      ...(status === 'RECEIVED'
        ? { notBefore: notBefore === undefined ? undefined : toIso(notBefore) }
        : { resultBytes }),
    });
    return record;
  }

  /** Ends an event FAILED or, after a replay, as it was. `documentId`: learnt by the attempt. */
  async fail(leased: EventRecord, lastError: LastError, documentId?: string): Promise<void> {
    const deps = { ...this.deps, rewrites: this.deps.results };
    const { write, metric } = await endWithoutResult(leased, 'FAILED', lastError, deps);
    await this.record(withDocument(write, leased, documentId), metric);
  }

  /**
   * Records what a failed attempt leads to: a retry, or a final state with its reason. An error that is not the attempt's own is a
   * bug of ours. It is recorded as a crash and thrown again, so that its message ends in the dead-letter queue.
   */
  async recordFailure(error: unknown, leased: ProcessingRecord): Promise<void> {
    const { clock, random, policy, telemetry } = this.deps;
    if (!(error instanceof ProviderError)) {
      const crash = crashError(leased, errorName(error));
      telemetry.count('ProcessingCrashed', { provider: leased.provider });
      const fields = { ...eventFields(leased), ...errorFields(error) };
      telemetry.log('error', 'The processor crashed on an event.', fields);
      await (isLastCrash(leased)
        ? this.fail(leased, crash)
        : this.record(release(leased, crash, transitionContext(this.deps)), 'Retried'));
      throw error;
    }
    const { kind, message, documentId, retryAfter, retryUntil } = error;
    const lastError = { kind, message };
    if (kind === 'credentials') {
      const remedy = 'The provider refused our API token; put a valid one into the secret.';
      telemetry.count('CredentialsRejected', { provider: leased.provider });
      telemetry.log('error', remedy, eventFields(leased));
    }
    const decision = decideRetry({
      kind,
      record: leased,
      now: clock.now(),
      retryAfter,
      retryUntil,
      random: random.fraction(),
      policy,
    });
    if (!decision.retry) {
      const isOver = decision.reason === 'retry_window_over';
      await this.fail(leased, isOver ? windowOverError(lastError) : lastError, documentId);
      return;
    }
    const write = retry(leased, { ...decision, lastError }, transitionContext(this.deps));
    const waiting = await this.record(withDocument(write, leased, documentId), 'Retried');
    if (waiting) {
      await sendWhenDue(waiting, this.deps);
    }
  }
}

/** A link may name its document and still have no data: reconciliation knows the document then. The key of its result stays. */
function withDocument(
  write: ConditionalWrite,
  leased: EventRecord,
  documentId: string | undefined,
): ConditionalWrite {
  const named = nameDocument(write, leased, documentId);
  return named === write
    ? write
    : { ...named, set: { resultKey: keyAsClaimed(leased, undefined), ...named.set } };
}
