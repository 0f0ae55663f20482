/** Durations and limits the use cases obey; the stack derives them from one another (lib/config/timing.ts). */
export interface Policy {
  /** How long one processor may hold an event; longer than its function can run. */
  readonly leaseSeconds: number;
  /** How long after `notBefore` (or receipt) the sweeper waits before it takes an interest; longer than the queue's visibility timeout. */
  readonly graceSeconds: number;
  /** Retrying ends at this age of the window. */
  readonly retryWindowSeconds: number;
  /** The same while the provider says "not ready". */
  readonly notReadyWindowSeconds: number;
  /** A 404 younger than this counts as "not ready". */
  readonly notFoundGraceSeconds: number;
  /** Final records expire after this many days. */
  readonly recordRetentionDays: number;
  /** Shards of the work and status indexes that are written. */
  readonly indexShards: number;
  /** The most there ever were, where that is more: readers visit all of them. */
  readonly formerIndexShards?: number | undefined;
}

/** No configuration has more shards. */
export const MAX_INDEX_SHARDS = 100;

/** How many shards may hold events. */
export function shardsToRead({
  indexShards,
  formerIndexShards = 0,
}: Pick<Policy, 'indexShards' | 'formerIndexShards'>): number {
  return Math.max(indexShards, formerIndexShards);
}

/** Leases that may expire without an outcome before the event is FAILED (`processor_crashed`); the queue's maxReceiveCount is the same. */
export const MAX_CRASHES = 5;

/** SQS delays a message by 15 minutes at the most; what lies further off is the sweeper's. */
export const MAX_DELAY_SECONDS = 900;

/** Bodies up to this many bytes live in the record: small, because every KiB started is a write unit (docs/decisions/0002). */
export const INLINE_BODY_BYTES = 512;

/**
 * Lambda's event is 6 MiB and holds the body beside the headers: as base64 (4/3), or as text, in which JSON's quotes and line
 * breaks are escaped (up to 2/1). A body below this limit may thus be refused by API Gateway (413) before our code sees it.
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** A result over this size is FAILED; below it one process holds `inBatchConcurrency` of them in memory. */
export const MAX_RESULT_BYTES = 10 * 1024 * 1024;
