import { InvalidArgumentError } from 'commander';
import { EVENT_STATUSES, type EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { isReplayReason, MAX_REPLAY_REASON_LENGTH } from '../../lambda/domain/lifecycle/recovery-transitions';
import { WAITING_KINDS } from '../../lambda/domain/lifecycle/retry-policy';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parsers of option values, for commander: each throws what one line then says. */

/** `FAILED`, in any case, several by commas; given again it adds. */
export function statuses(text: string, before: readonly EventStatus[] = []): readonly EventStatus[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  const wrong = names.find((name) => !(EVENT_STATUSES as readonly string[]).includes(name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`Expected some of ${EVENT_STATUSES.join(', ')}.`);
  }
  return [...before, ...(names as EventStatus[])];
}

/** Why an open event waits. */
export function waitingKind(text: string): string {
  if (!WAITING_KINDS.includes(text)) {
    throw new InvalidArgumentError(`Expected one of ${WAITING_KINDS.join(', ')}.`);
  }
  return text;
}

/** `YYYY-MM-DD`. */
export function day(text: string): string {
  if (!isDay(text)) {
    throw new InvalidArgumentError('Expected a day as YYYY-MM-DD (UTC).');
  }
  return text;
}

/** Date.parse takes 30 February for the first of March. */
function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

/** A time: how long ago (`90s`, `30m`, `2h`, `3d`), or ISO 8601. Answers how to get it in epoch milliseconds. */
export function time(text: string): (now: number) => number {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) {
    return (now) => now - Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0);
  }
  const at = /^.{10}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || !isDay(text.slice(0, 10))) {
    throw new InvalidArgumentError('Expected how long ago (30m, 2h, 3d) or a time as 2026-03-01T12:00:00Z.');
  }
  return () => at;
}

/** A whole number within bounds. */
export function wholeNumberOption(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Events per second. */
export function rate(text: string): number {
  const value = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 1_000)) {
    throw new InvalidArgumentError('Expected a number above 0 and up to 1000.');
  }
  return value;
}

/** Why events run again, as their records keep it. */
export function reason(text: string): string {
  if (!isReplayReason(text)) {
    throw new InvalidArgumentError(
      `Expected 1 to ${MAX_REPLAY_REASON_LENGTH} characters on one line, without control characters.`,
    );
  }
  return text;
}
