import type { ErrorKind } from '../provider/error-kinds';
import { type EventRecord, type LastError, parseTime } from '../record/event-record';
import { MAX_CRASHES, type Policy } from './policy';

/** How errors of one kind are retried. */
interface RetryRule {
  /** `grace`: until the provider had time to show what it has. `window`: until the retry window is over. */
  readonly until: 'never' | 'grace' | 'window';
  /** Of the exponential back-off, in seconds. */
  readonly base: number;
  readonly cap: number;
  /** Stays the reason of an event that is given up: it says more than `retry_window_over`. */
  readonly isReason?: true;
}

const NEVER = { until: 'never', base: 0, cap: 0 } as const;

const RULES: Readonly<Record<ErrorKind, RetryRule>> = {
  not_ready: { until: 'window', base: 5, cap: 300 },
  not_found: { until: 'grace', base: 5, cap: 300 },
  no_longer_available: { until: 'grace', base: 5, cap: 300, isReason: true },
  throttled: { until: 'window', base: 2, cap: 300 },
  transient: { until: 'window', base: 2, cap: 900 },
  identity_mismatch: { until: 'window', base: 2, cap: 900, isReason: true },
  empty_result: { until: 'window', base: 5, cap: 900, isReason: true },
  credentials: { until: 'window', base: 30, cap: 600 },
  permanent: NEVER,
  link_expired: NEVER,
  body_lost: NEVER,
};

/** Why an open event may be waiting. */
export const WAITING_KINDS: readonly string[] = [
  ...Object.entries(RULES).flatMap(([kind, { until }]) => (until === 'never' ? [] : [kind])),
  'processor_crashed',
];

const MIN_WAIT_MS = 1000;

/** A provider that asks for more than this is asked again after this. */
export const MAX_RETRY_AFTER_MS = 6 * 60 * 60 * 1000;

export type RetryDecision =
  /** `retryAfter`: the part of the wait that the provider asked for. */
  | { readonly retry: true; readonly notBefore: number; readonly retryAfter?: number }
  | { readonly retry: false; readonly reason: ErrorKind | 'retry_window_over' };

export interface RetryInput {
  readonly kind: ErrorKind;
  readonly record: EventRecord;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds, as the provider asked. */
  readonly retryAfter: number | undefined;
  /** Epoch milliseconds of the last attempt that can help. @default the end of the retry window */
  readonly retryUntil?: number | undefined;
  /** In [0, 1). */
  readonly random: number;
  readonly policy: Policy;
}

/** The one place that maps an error kind to what happens next. Retrying ends by age, never by a small count. */
export function decideRetry(input: RetryInput): RetryDecision {
  const { kind, now, record, policy, random } = input;
  const { until, base, cap } = RULES[kind];
  const isPastGrace = now - openedAt(record) > policy.notFoundGraceSeconds * 1000;
  if (until === 'never' || (until === 'grace' && isPastGrace)) {
    return { retry: false, reason: kind };
  }
  const end = windowEnd(record, policy, kind);
  if (now >= end) {
    return { retry: false, reason: 'retry_window_over' };
  }
  // Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), at least one second.
  const ceiling = Math.min(cap, base * 2 ** Math.min(record.attempts, 20));
  const backoff = Math.max(MIN_WAIT_MS, Math.ceil(random * ceiling * 1000));
  // Jitter comes on top of Retry-After: everybody was told the same second. The last attempt is made as the window ends.
  const earliest = now + Math.min(input.retryAfter ?? 0, MAX_RETRY_AFTER_MS);
  const last = Math.min(end, Math.max(input.retryUntil ?? end, now + MIN_WAIT_MS));
  const notBefore = Math.max(earliest, Math.min(earliest + backoff, last));
  return { retry: true, notBefore, ...(earliest > now && { retryAfter: earliest }) };
}

/** Why an event is given up whose retry window is over. */
export function windowOverError(last: LastError | undefined): LastError {
  if (last && (RULES as Readonly<Record<string, RetryRule>>)[last.kind]?.isReason) {
    return last;
  }
  const told = last ? `Last (${last.kind}): ${last.message}` : 'It was never attempted.';
  return { kind: 'retry_window_over', message: `The retry window is over. ${told}` };
}

/** Why an event is given up whose source is not in the configuration as its window ends. */
export function sourceRemovedError({ source, provider, lastError }: EventRecord): LastError {
  const last = lastError && lastError.kind !== 'source_removed' ? lastError : undefined;
  const told = last ? ` Last (${last.kind}): ${last.message}` : '';
  return {
    kind: 'source_removed',
    message: `Source "${source}" of provider ${provider} is not in the configuration. Add it again, deploy, then run \`inbox replay\`.${told}`,
  };
}

/** Whether one more crash is the last this event gets. */
export function isLastCrash(record: EventRecord): boolean {
  return (record.crashes ?? 0) + 1 >= MAX_CRASHES;
}

/** Why an event is FAILED, or tried again, after a processor died on it or our own code threw. */
export function crashError(record: EventRecord, last = 'no outcome before the lease ended'): LastError {
  const count = (record.crashes ?? 0) + 1;
  return {
    kind: 'processor_crashed',
    message: `Processing crashed ${count} of ${MAX_CRASHES} times (last error: ${last}). Check the processor log, fix the cause, then redrive.`,
  };
}

/**
 * When retrying ends for this event, in epoch milliseconds. "Not ready" has a longer window of its own. Other errors get theirs from
 * the last "not ready" on, so that one bad call in the long window does not end the event.
 */
export function windowEnd(
  record: EventRecord,
  policy: Policy,
  kind: string | undefined = record.lastError?.kind,
): number {
  const opened = openedAt(record);
  if (kind === 'not_ready') {
    return opened + policy.notReadyWindowSeconds * 1000;
  }
  return (record.notReadyAt ?? opened) + policy.retryWindowSeconds * 1000;
}

/** When the present retry window began, in epoch milliseconds. */
export function openedAt(record: EventRecord): number {
  return record.openedAt ?? record.receivedAt;
}

/** A day's name and a time of day, as all three forms have: `parseTime` alone reads "retry 120" as the year 120. */
const HTTP_DATE = /^[a-z]{3,9}\b.*\d{2}:\d{2}:\d{2}/i;

/**
 * `Retry-After` of a response, in milliseconds. A date counts from the answer's own `Date` (RFC 9110 §6.6.1 asks every server for
 * one), which cancels the difference between two clocks; without it, from `now`.
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): number | undefined {
  return parseRetryAfter(headers['retry-after'], parseTime(headers.date) ?? now);
}

/** More is read as this: some 31 years, an exact number, which every caller caps. */
const MAX_READ_SECONDS = 999_999_999;

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110 §10.2.3); undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d+$/.test(text)) {
    return Math.min(Number(text), MAX_READ_SECONDS) * 1000;
  }
  const date = HTTP_DATE.test(text) ? parseTime(text) : undefined;
  return date === undefined ? undefined : Math.max(0, date - now);
}
