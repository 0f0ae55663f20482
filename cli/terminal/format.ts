import { toIso } from '../../lambda/domain/record/event-record';
import { closestName } from '../../lib/closest-name';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** A time that passed, for a person: `42s`, `7m`, `3h 20m`, `2d 4h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const from = UNITS.findIndex(([, size]) => seconds >= size);
  if (from < 0) {
    return `${seconds}s`;
  }
  let left = seconds;
  const parts = UNITS.slice(from, from + 2).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** When something happened or will, for a person: `2m ago`, `in 5m`, `now`. */
export function relativeTime(at: number, now: number): string {
  const [largest = ''] = duration(Math.abs(now - at)).split(' ');
  if (largest === '0s') {
    return 'now';
  }
  return at < now ? `${largest} ago` : `in ${largest}`;
}

/** The time of a line that stays on the screen, in UTC: `09:31:05Z`, with its day where that is not today. */
export function clockTime(at: number, now: number): string {
  const [day, time = ''] = toIso(at).split(/[T.]/);
  return day === toIso(now).slice(0, 10) ? `${time}Z` : `${day}T${time}Z`;
}

/** The smallest value that at least this fraction of the values does not exceed (nearest rank); 0 when there are none. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? 0;
}

/** More names than this are no list for one line; the help has them. */
const LISTED = 12;

/** What was expected instead of a name there is not: `expected one of a, b (did you mean a?).` */
export function expectedOneOf(got: string, names: readonly string[]): string {
  const list = names.length > LISTED ? `the ${names.length} that --help lists` : names.join(', ');
  const closest = closestName(got, names);
  return `expected one of ${list}${closest === undefined ? '' : ` (did you mean ${closest}?)`}.`;
}

/** `1 event`, `2 events`, `0 deliveries`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** How often each name occurs, in the order of its first occurrence. */
export function countEach(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
