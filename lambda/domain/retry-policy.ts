import type { ErrorKind } from './error-kinds';
import type { EventRecord } from './event-record';
import type { Policy } from './policy';

/** Base and cap of the exponential back-off in seconds, by kind. */
const BACKOFF: Readonly<Record<Exclude<ErrorKind, 'permanent'>, { base: number; cap: number }>> = {
  not_ready: { base: 5, cap: 300 },
  not_found: { base: 5, cap: 300 },
  throttled: { base: 2, cap: 300 },
  transient: { base: 2, cap: 900 },
  credentials: { base: 30, cap: 600 },
};

/** A provider that asks for more than this is asked again after this. */
export const MAX_RETRY_AFTER_MS = 6 * 60 * 60 * 1000;

export type RetryDecision =
  | { readonly retry: true; readonly notBefore: number }
  | { readonly retry: false; readonly because: 'permanent' | 'not_found' | 'retry_window_over' };

export interface RetryInput {
  readonly kind: ErrorKind;
  readonly record: EventRecord;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds, as the provider asked. */
  readonly retryAfter: number | undefined;
  /** In [0, 1). */
  readonly random: number;
  readonly policy: Policy;
}

/** The one place that maps an error kind to what happens next. Ends by age, never by a small count. */
export function decideRetry(input: RetryInput): RetryDecision {
  if (input.kind === 'permanent') {
    return { retry: false, because: 'permanent' };
  }
  if (input.kind === 'not_found' && age(input) > input.policy.notFoundGraceSeconds * 1000) {
    return { retry: false, because: 'not_found' };
  }
  const end = windowEnd(input.record, input.policy, input.kind);
  if (input.now >= end) {
    return { retry: false, because: 'retry_window_over' };
  }
  // Jitter comes on top of Retry-After: everybody was told the same second. The last attempt is made as the window ends.
  const earliest = input.now + Math.min(input.retryAfter ?? 0, MAX_RETRY_AFTER_MS);
  const notBefore = Math.max(earliest, Math.min(earliest + backoff(input.kind, input), end));
  return { retry: true, notBefore };
}

/**
 * When retrying ends for this event, in epoch milliseconds. "Not ready" has a longer window of its own; other troubles have theirs
 * from the last "not ready", so that one bad call in the long window does not end the event.
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
  const from = record.notReadyAt === undefined ? opened : Date.parse(record.notReadyAt);
  return from + policy.retryWindowSeconds * 1000;
}

/** When the present retry window began, in epoch milliseconds. */
export function openedAt(record: EventRecord): number {
  return Date.parse(record.openedAt ?? record.receivedAt);
}

function age(input: RetryInput): number {
  return input.now - openedAt(input.record);
}

/** Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), at least one second. */
function backoff(kind: Exclude<ErrorKind, 'permanent'>, input: RetryInput): number {
  const { base, cap } = BACKOFF[kind];
  const ceiling = Math.min(cap, base * 2 ** Math.min(input.record.attempts, 20));
  return Math.ceil(Math.max(1, input.random * ceiling) * 1000);
}

/** A day's name and a time of day, as all three forms have: `Date.parse` alone reads "retry 120" as the year 120. */
const HTTP_DATE = /^[a-z]{3,9}\b.*\d{2}:\d{2}:\d{2}/i;

/**
 * `Retry-After` of a response. A date is counted from the answer's own `Date` (RFC 9110 §6.6.1 asks every server for one), which
 * cancels the difference between two machines' clocks; without it, from `now`.
 */
export function retryAfterOf(
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): number | undefined {
  const sentAt = Date.parse(headers.date ?? '');
  return parseRetryAfter(headers['retry-after'], Number.isNaN(sentAt) ? now : sentAt);
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110 §10.2.3); undefined when it is neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d{1,9}$/.test(text)) {
    return Number(text) * 1000;
  }
  const date = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
