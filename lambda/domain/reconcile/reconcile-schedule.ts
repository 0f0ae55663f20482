import { toIso } from '../record/event-record';
import type { ReconcileState } from './reconcile-state';
import type { ReconcileSettings } from './reconciliation';

const MINUTE_MS = 60_000;
/** The shortest interval that a source may have; a reconciler is not started more often. */
export const LEAST_MINUTES = 5;
/** EventBridge starts a function up to a minute late, so the time between two starts may be a minute short. */
const JITTER_MS = MINUTE_MS;

type Interval = Pick<ReconcileSettings, 'everyMinutes'>;

/**
 * Minutes between two starts of the one reconciler of a provider: the greatest common divisor of its sources' intervals, so that each
 * falls on a start. Where that is less than five minutes, a run may be up to five minutes late, and as many as the interval says.
 */
export function startsEveryMinutes(sources: readonly Interval[]): number {
  const common = sources.reduce((divisor, { everyMinutes }) => commonDivisor(divisor, everyMinutes), 0);
  return Math.max(LEAST_MINUTES, common);
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/** Whether a start at `now` runs the source. One that never ran is due at once. */
export function isDue({ dueAt }: Pick<ReconcileState, 'dueAt'>, now: number): boolean {
  return dueAt === undefined || Date.parse(dueAt) - JITTER_MS <= now;
}

/** The state with the run after this one set. Counted from when this one was due, so that late starts do not add up. */
export function begun(state: ReconcileState, { everyMinutes }: Interval, now: number): ReconcileState {
  const planned = Date.parse(state.dueAt ?? '') + everyMinutes * MINUTE_MS;
  const isBehind = !(planned - JITTER_MS > now);
  const dueAt = toIso(isBehind ? now + everyMinutes * MINUTE_MS : planned);
  return { ...state, version: state.version + 1, dueAt };
}

/**
 * Seconds by which the source's last page is older than one and a half of its intervals: a run that fails now and then is no problem,
 * two in a row are. Not above zero: all is well.
 */
export function overdueSeconds(
  { lastPageAt, startedAt }: Pick<ReconcileState, 'lastPageAt' | 'startedAt'>,
  { everyMinutes }: Interval,
  now: number,
): number {
  const since = now - Date.parse(lastPageAt ?? startedAt);
  return Math.round((since - 1.5 * everyMinutes * MINUTE_MS) / 1000);
}
