import * as z from 'zod';
import { EVENT_STATUSES, type EventStatus, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import { toStoredResult } from '../../../lambda/domain/result/stored-result';
import type { Inbox } from '../../connection/inbox';
import { deliveriesSchema } from '../../connection/received-deliveries';
import { percentile } from '../../terminal/format';
import { openRecords } from './select-events';

const count = z.number().int().nonnegative();
const status = z.enum(EVENT_STATUSES);

/** `stats --json`. */
export const statsSchema = z.strictObject({
  /** Of the last hour; null when the counts cannot be read. */
  deliveries: deliveriesSchema.nullable(),
  /** Newest first; by the day an event became final. */
  days: z.array(z.strictObject({ day: z.iso.date(), states: z.partialRecord(status, count) })),
  open: z.strictObject({
    /** False when so many are open that not all were read. */
    complete: z.boolean(),
    /** Events under replay, which keep their result until a better one is stored. */
    withResult: count,
    /** By the time since receipt, or since a person opened the event again. */
    states: z.array(
      z.strictObject({ state: status, underMinute: count, underHour: count, underDay: count, older: count }),
    ),
  }),
  /** Of events that ended STORED or EXTRACTION_FAILED, without those that a person opened again. */
  receiptToFinal: z.strictObject({
    events: count,
    measured: count,
    /** False when more ended than --sample allows to read: then the newest of each day were measured. */
    complete: z.boolean(),
    /** Null when nothing was measured. */
    milliseconds: z.strictObject({ p50: count, p95: count, p99: count }).nullable(),
  }),
});

/** Everything but the deliveries, which come from elsewhere. */
export type Stats = Omit<z.infer<typeof statsSchema>, 'deliveries'>;

export interface StatsOptions {
  /** `YYYY-MM-DD`, newest first. */
  readonly days: readonly string[];
  /** The most records to read to measure times. */
  readonly sample: number;
  readonly now: number;
  /** Told after each of `statsSteps`. */
  onStep(): void;
}

export const FINAL_STATUSES: readonly EventStatus[] = EVENT_STATUSES.filter(isFinal);
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
    const states: Partial<Record<EventStatus, number>> = {};
    for (const final of FINAL_STATUSES) {
      states[final] = await inbox.index.countFinal({ status: final, day });
      options.onStep();
    }
    days.push({ day, states });
  }
  const open = await countOpen(options, inbox);
  const events = days
    .flatMap(({ states }) => MEASURED.map((final) => states[final] ?? 0))
    .reduce((sum, one) => sum + one, 0);
  const most = Math.max(1, Math.floor(options.sample / (days.length * MEASURED.length)));
  const times: number[] = [];
  let complete = true;
  for (const { day } of days) {
    for (const final of MEASURED) {
      const keys: string[] = [];
      for await (const { pk } of inbox.index.finalKeys({ status: final, day })) {
        if (keys.length === most) {
          complete = false;
          break;
        }
        keys.push(pk);
      }
      const records = [...(await inbox.index.records(keys)).values()];
      const first = records.filter(({ generation, openedAt }) => generation === 1 && openedAt === undefined);
      times.push(...first.map(({ receivedAt, updatedAt }) => Math.max(0, updatedAt - receivedAt)));
      options.onStep();
    }
  }
  const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((fraction) => percentile(times, fraction));
  const milliseconds = times.length === 0 ? null : { p50, p95, p99 };
  return { days, open, receiptToFinal: { events, measured: times.length, complete, milliseconds } };
}

async function countOpen({ now, onStep }: StatsOptions, inbox: Inbox): Promise<Stats['open']> {
  let complete = true;
  const records = await openRecords(inbox, () => {
    complete = false;
  });
  onStep();
  const states = EVENT_STATUSES.filter((state) => !isFinal(state)).map((state) => {
    const ages = records
      .filter((record) => record.status === state)
      .map(({ receivedAt, openedAt }) => now - (openedAt ?? receivedAt));
    const between = (from: number, to: number) => ages.filter((age) => age >= from && age < to).length;
    return {
      state,
      underMinute: between(Number.NEGATIVE_INFINITY, MINUTE_MS),
      underHour: between(MINUTE_MS, 60 * MINUTE_MS),
      underDay: between(60 * MINUTE_MS, 1440 * MINUTE_MS),
      older: between(1440 * MINUTE_MS, Number.POSITIVE_INFINITY),
    };
  });
  const withResult = records.filter((record) => toStoredResult(record) !== undefined).length;
  return { complete, withResult, states };
}
