const MINUTE_MS = 60_000;
/** The shortest interval that a source may have; a reconciler is not started more often. */
const LEAST_MINUTES = 5;
/** EventBridge starts a function up to a minute late, so the time between two starts may be a minute short. */
const JITTER_MS = MINUTE_MS;

type Interval = Pick<ReconcileSettings, 'everyMinutes'>;

/** Where the reconciliation of one source stands. Times are epoch milliseconds. */
export interface ReconcileState {
  /** Of this write; each raises it by one. */
  readonly version: number;
  /** When the reconciler first ran for this source. */
  readonly startedAt: number;
  /** When the scheduled reconciler begins the next run. */
  readonly dueAt?: number | undefined;
  /** When the provider last gave a page of its list. */
  readonly lastPageAt?: number | undefined;
  /** No call to the provider before. */
  readonly notBefore?: number | undefined;
  /** The scan in progress. */
  readonly scan?: ReconcileScan | undefined;
  /** When the last complete scan began and ended. */
  readonly lastScanStartedAt?: number | undefined;
  readonly lastCompletedAt?: number | undefined;
}

/** One scan of the provider's list. Times are epoch milliseconds. */
export interface ReconcileScan extends ReconcileTotals {
  readonly startedAt: number;
  /** Documents changed in this window are looked at. */
  readonly since: number;
  readonly until: number;
  /** The provider's cursor of the next page; absent: the first page. */
  readonly cursor?: string | undefined;
  /** Digests of the last page's documents: the next page may repeat some. */
  readonly seen?: string | undefined;
}

/**
 * Key of a source's state. It holds the provider, so that one provider's cursor is never sent to another. No source ID holds `~`, so
 * no event's key begins so (`isEventKey` of keys.ts).
 */
export function reconcileKey({ id, provider }: { id: string; provider: string }): string {
  return `~reconcile#${provider}#${id}`;
}

/** A backfill has a state of its own: the scheduled scans continue meanwhile. */
export function backfillKey({ id, provider }: { id: string; provider: string }): string {
  return `~backfill#${provider}#${id}`;
}

/**
 * The state that a source's first run saves. A rate() rule first fires up to one interval after its creation, and a webhook lost in
 * between is missing too: the source counts from one interval before.
 */
export function firstState({ everyMinutes }: Interval, now: number): ReconcileState {
  return { version: 1, startedAt: now - everyMinutes * MINUTE_MS };
}

/**
 * Minutes between two starts of the one reconciler of a provider: the greatest common divisor of its sources' intervals, so that each
 * falls on a start. Where that is less than five minutes, a run may be up to five minutes late, and as many as the interval says.
 */
export function startsEveryMinutes(sources: readonly Interval[]): number {
  const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
  return Math.max(LEAST_MINUTES, sources.map(({ everyMinutes }) => everyMinutes).reduce(divisor, 0));
}

/** Whether a start at `now` runs the source. One that never ran is due at once. */
export function isDue({ dueAt }: Pick<ReconcileState, 'dueAt'>, now: number): boolean {
  return dueAt === undefined || dueAt - JITTER_MS <= now;
}

/** The state with the next run set. Counted from when this one was due, so that late starts do not add up. */
export function scheduleNext(state: ReconcileState, { everyMinutes }: Interval, now: number): ReconcileState {
  const interval = everyMinutes * MINUTE_MS;
  const planned = state.dueAt === undefined ? now : state.dueAt + interval;
  const dueAt = planned - JITTER_MS > now ? planned : now + interval;
  return { ...state, version: state.version + 1, dueAt };
}

/**
 * Seconds by which the source's last page is older than one and a half of its intervals; not above zero if all is well. A run that
 * fails now and then is no problem, two in a row are.
 */
export function overdueSeconds(
  { lastPageAt, startedAt }: Pick<ReconcileState, 'lastPageAt' | 'startedAt'>,
  { everyMinutes }: Interval,
  now: number,
): number {
  const since = now - (lastPageAt ?? startedAt);
  return Math.round((since - 1.5 * everyMinutes * MINUTE_MS) / 1000);
}

/** When and how far back one source is reconciled. */
export interface ReconcileSettings {
  /** ISO 8601. Absent: since the first deployment, which is at most one interval before the first run. */
  readonly from?: string | undefined;
  /** Minutes between two runs. */
  readonly everyMinutes: number;
  /** How far back a scheduled run looks; shorter than records live, or an expired one would be taken for missing. */
  readonly horizonDays: number;
  /** A document younger than this is left alone: its webhook may be on its way. */
  readonly settleMinutes: number;
}

/** The totals of one scan. */
export interface ReconcileTotals {
  /** Pages asked for. */
  readonly pages: number;
  /** Different documents in the window. */
  readonly listed: number;
  /** Known here. */
  readonly matched: number;
  /** Unknown here, and captured; in a dry run: would be. */
  readonly missing: number;
  /** Unknown here, and beyond capture. */
  readonly unrecoverable: number;
}
