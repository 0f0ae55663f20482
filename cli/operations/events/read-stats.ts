import type * as z from 'zod';
import { EVENT_STATUSES, type EventStatus, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { storedResultOf } from '../../../lambda/domain/result/stored-result';
import type { Inbox } from '../../connection/inbox';
import { percentile } from '../../terminal/format';
import { openRecords } from './select-events';
import type { statsSchema } from './shown-record';

/** What the table says; deliveries come from elsewhere. */
export type Stats = Omit<z.infer<typeof statsSchema>, 'deliveries'>;

export interface StatsOptions {
  /** `YYYY-MM-DD`, newest first. */
  readonly days: readonly string[];
  /** Records read at the most to measure times. */
  readonly sample: number;
  readonly now: number;
  /** Told after each step of `statsSteps`. */
  onStep(): void;
}

export const FINAL_STATUSES: readonly EventStatus[] = EVENT_STATUSES.filter(isFinal);
const OPEN_STATUSES = EVENT_STATUSES.filter((status) => !isFinal(status));
/** States an event reaches by being worked on; the others are those of a receipt, or of giving up. */
const MEASURED: readonly EventStatus[] = ['STORED', 'EXTRACTION_FAILED'];
const MINUTE_MS = 60_000;

/** How many steps `readStats` takes. */
export function statsSteps({ days }: Pick<StatsOptions, 'days'>): number {
  return days.length * (FINAL_STATUSES.length + MEASURED.length) + 1;
}

/** Counts by index, never a scan; times from the records of a bounded sample. */
export async function readStats(options: StatsOptions, inbox: Inbox): Promise<Stats> {
  const days: Stats['days'] = [];
  for (const day of options.days) {
    days.push({ day, states: await countDay(day, options, inbox) });
  }
  const open = await countOpen(options, inbox);
  const total = sum(days.flatMap(({ states }) => MEASURED.map((status) => states[status] ?? 0)));
  return { days, open, receiptToFinal: await measure(total, options, inbox) };
}

async function countDay(day: string, { onStep }: StatsOptions, { index }: Inbox) {
  const states: Partial<Record<EventStatus, number>> = {};
  for (const status of FINAL_STATUSES) {
    states[status] = await index.countFinal({ status, day });
    onStep();
  }
  return states;
}

async function countOpen({ now, onStep }: StatsOptions, inbox: Inbox): Promise<Stats['open']> {
  let complete = true;
  const records = await openRecords(inbox, () => {
    complete = false;
  });
  onStep();
  const withResult = records.filter((record) => storedResultOf(record) !== undefined).length;
  return { complete, withResult, states: OPEN_STATUSES.map((state) => agesOf(state, records, now)) };
}

function agesOf(state: EventStatus, records: readonly EventRecord[], now: number) {
  const ages = records
    .filter(({ status }) => status === state)
    .map(({ receivedAt, openedAt }) => now - Date.parse(openedAt ?? receivedAt));
  const between = (from: number, to: number) => ages.filter((age) => age >= from && age < to).length;
  return {
    state,
    underMinute: between(Number.NEGATIVE_INFINITY, MINUTE_MS),
    underHour: between(MINUTE_MS, 60 * MINUTE_MS),
    underDay: between(60 * MINUTE_MS, 1440 * MINUTE_MS),
    older: between(1440 * MINUTE_MS, Number.POSITIVE_INFINITY),
  };
}

async function measure(
  events: number,
  options: StatsOptions,
  inbox: Inbox,
): Promise<Stats['receiptToFinal']> {
  const most = Math.max(1, Math.floor(options.sample / (options.days.length * MEASURED.length)));
  const times: number[] = [];
  let complete = true;
  for (const day of options.days) {
    for (const status of MEASURED) {
      const { keys, more } = await newest(inbox.index.finalKeys({ status, day }), most);
      times.push(...timesOf(await inbox.index.records(keys)));
      complete &&= !more;
      options.onStep();
    }
  }
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((fraction) => percentile(times, fraction));
  const milliseconds = times.length === 0 ? null : { p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0 };
  return { events, measured: times.length, complete, milliseconds };
}

function timesOf(records: ReadonlyMap<string, EventRecord>): readonly number[] {
  return [...records.values()]
    .filter(({ generation, openedAt }) => generation === 1 && openedAt === undefined)
    .map(({ receivedAt, updatedAt }) => Math.max(0, Date.parse(updatedAt) - Date.parse(receivedAt)));
}

async function newest(entries: AsyncIterable<{ readonly pk: string }>, most: number) {
  const keys: string[] = [];
  for await (const { pk } of entries) {
    if (keys.length === most) {
      return { keys, more: true };
    }
    keys.push(pk);
  }
  return { keys, more: false };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
