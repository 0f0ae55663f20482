/** Why a result could not be had; the kind alone decides what happens next (`retry-policy.ts`). */
export type ErrorKind =
  /** The provider is still working on it. */
  | 'not_ready'
  /** 404: perhaps not visible yet; permanent after a grace. */
  | 'not_found'
  /** 429: the provider asks for fewer calls. */
  | 'throttled'
  /** Network, 5xx, AWS throttling. */
  | 'transient'
  /** 401, 402, 403: a person must fix the token or the account. */
  | 'credentials'
  /** The answer names another document: never stored. */
  | 'identity_mismatch'
  /** The provider says it is done, and gives no data. */
  | 'empty_result'
  /** The provider had the result, and has deleted it (its retention is over); certain after a grace. */
  | 'no_longer_available'
  /** The payload is a link that has expired, and the API cannot be asked instead: only a new delivery brings a new link. */
  | 'link_expired'
  /** The event's body is gone from S3, and the record does not say enough to ask without it. */
  | 'body_lost'
  /** No retry helps. */
  | 'permanent';

export type ProviderErrorDetails = Partial<
  Pick<ProviderError, 'retryAfter' | 'retryUntil' | 'timedOutAfter' | 'documentId' | 'cause'>
>;

/**
 * A failed attempt to fetch a result. The message is stored in the record and shown to people: it names what was asked, what came,
 * and the remedy. It never holds a secret, a URL with a signature, or a payload value.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** How long the provider asked us to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** Epoch milliseconds after which no retry can help: a link is dead by then. */
  readonly retryUntil?: number;
  /** How long an answer was waited for that did not come in time, in milliseconds. */
  readonly timedOutAfter?: number;
  /** The document that an answer named although the event does not. */
  readonly documentId?: string;

  constructor(
    readonly kind: ErrorKind,
    message: string,
    details: ProviderErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    Object.assign(this, details);
  }

  /** The same failure in other words, or with a document that was learnt beside it; all else stays. */
  retold({ message = this.message, ...learnt }: { message?: string; documentId?: string }): ProviderError {
    return new ProviderError(this.kind, message, { ...this, ...learnt, cause: this });
  }
}

/** The kinds that a status alone can lead to. */
export type StatusKind = 'credentials' | 'not_found' | 'throttled' | 'transient' | 'permanent';

/** Statuses below 500 that are worth a retry: a time-out, a conflict, a lock, and a request that came too early. */
const RETRYABLE: readonly number[] = [408, 409, 423, 425];

/** The kind of an HTTP status that is not 200, where the provider's own body does not say more (table in docs/reference/providers.md). */
export function classifyStatus(status: number): StatusKind {
  if (status === 401 || status === 402 || status === 403) {
    return 'credentials';
  }
  if (status === 404) {
    return 'not_found';
  }
  if (status === 429) {
    return 'throttled';
  }
  const isRefusal = status >= 400 && status < 500 && !RETRYABLE.includes(status);
  return isRefusal ? 'permanent' : 'transient';
}
