import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import {
  crashError,
  decideRetry,
  isLastCrash,
  type RetryDecision,
  windowOverError,
} from '../../domain/lifecycle/retry-policy';
import { release, retry } from '../../domain/lifecycle/transitions';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { EventRecord, LastError } from '../../domain/record/event-record';
import { nameDocument } from '../../domain/record/name-document';
import { keyAsClaimed } from '../../domain/result/own-result-key';
import { errorName } from '../../domain/text/describe-error';
import { eventFields } from '../event-telemetry';
import type { ResultStore } from '../ports';
import { sendWhenDue } from '../send-when-due';
import { type TransitionDeps, transitionContext } from '../transition-context';
import { type EndDeps, endWithoutResult } from './end-without-result';
import { recordOutcome } from './record-outcome';

export interface SettleDeps extends TransitionDeps {
  readonly results: ResultStore;
}

/** A processor may write results, also a former one again. */
export function endDeps(deps: SettleDeps): EndDeps {
  return { ...deps, rewrites: deps.results };
}

/**
 * Records what a failed attempt leads to: a retry, or a final state with its reason. An error that is not an attempt's own
 * is a bug of ours: it is recorded as a crash and thrown again, so that its message ends in the dead-letter queue.
 */
export async function handleFailure(error: unknown, leased: EventRecord, deps: SettleDeps): Promise<void> {
  if (error instanceof ProviderError) {
    await settleAttempt(error, leased, deps);
    return;
  }
  await settleCrash(error, leased, deps);
  throw error;
}

async function settleAttempt(error: ProviderError, leased: EventRecord, deps: SettleDeps): Promise<void> {
  countRefusedToken(error, leased, deps);
  const decision = decideRetry({
    kind: error.kind,
    record: leased,
    now: deps.clock.now(),
    retryAfter: error.retryAfter,
    retryUntil: error.retryUntil,
    random: deps.random.fraction(),
    policy: deps.policy,
  });
  if (!decision.retry) {
    await fail(leased, finalError(error, decision), deps, error);
    return;
  }
  const { notBefore, retryAfter } = decision;
  const plan = { notBefore, retryAfter, lastError: { kind: error.kind, message: error.message } };
  const write = withDocument(retry(leased, plan, transitionContext(deps)), leased, error);
  const waiting = await recordOutcome(write, 'Retried', deps);
  if (waiting) {
    await sendWhenDue(waiting, deps);
  }
}

/** Ends an event FAILED or, after a replay, as it was; `error` may have learnt its document. */
export async function fail(
  leased: EventRecord,
  lastError: LastError,
  deps: SettleDeps,
  error?: ProviderError,
): Promise<void> {
  const { write, metric } = await endWithoutResult(leased, 'FAILED', lastError, endDeps(deps));
  await recordOutcome(error ? withDocument(write, leased, error) : write, metric, deps);
}

/** A link may name its document and still have no data: reconciliation knows the document then. The key of its result stays. */
function withDocument(
  write: ConditionalWrite,
  leased: EventRecord,
  { documentId }: ProviderError,
): ConditionalWrite {
  if (documentId === undefined || leased.documentId !== undefined) {
    return write;
  }
  const named = nameDocument(write, leased, documentId);
  return { ...named, set: { resultKey: keyAsClaimed(leased, undefined), ...named.set } };
}

function finalError(
  { kind, message }: ProviderError,
  { because }: Extract<RetryDecision, { retry: false }>,
): LastError {
  return because === 'retry_window_over' ? windowOverError({ kind, message }) : { kind, message };
}

function countRefusedToken(error: ProviderError, leased: EventRecord, deps: TransitionDeps): void {
  if (error.kind !== 'credentials') {
    return;
  }
  deps.telemetry.count('CredentialsRejected', { provider: leased.provider });
  deps.telemetry.log('error', 'The provider refused our API token; put a valid one into the secret.', {
    ...eventFields(leased),
  });
}

async function settleCrash(error: unknown, leased: EventRecord, deps: SettleDeps): Promise<void> {
  const name = errorName(error);
  const lastError = crashError(leased, name);
  deps.telemetry.count('ProcessingCrashed', { provider: leased.provider });
  deps.telemetry.log('error', 'Our own code broke on an event.', {
    ...eventFields(leased),
    error: name,
  });
  if (isLastCrash(leased)) {
    await fail(leased, lastError, deps);
    return;
  }
  await recordOutcome(release(leased, lastError, transitionContext(deps)), 'Retried', deps);
}
