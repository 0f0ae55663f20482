import { toIso } from '../../lambda/domain/record/event-record';

const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of every day between two times, newest first. */
export function daysBetween(since: number, until: number): readonly string[] {
  const days: string[] = [];
  for (let day = dayStart(until); day >= dayStart(since); day -= DAY_MS) {
    days.push(toIso(day).slice(0, 10));
  }
  return days;
}

function dayStart(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}
