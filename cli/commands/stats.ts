import { FINAL_STATUSES, readStats, statsSteps } from '../operations/events/read-stats';
import { daysBetween } from '../operations/events/select-events';
import { describeDeliveries, describeUnknown, providerDeliveries } from '../operations/refused-deliveries';
import { EXIT } from '../terminal/errors';
import { counted } from '../terminal/format';
import { wholeNumberOption } from '../terminal/option-values';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';

const DAY_MS = 86_400_000;

interface StatsCommandOptions {
  readonly days: number;
  readonly sample: number;
}

/** The later ones are what a person looks for. */
const countColumn = (heading: string, at: number) => column(heading, 'number', at, 8);

export const stats: InboxCommand<StatsCommandOptions> = {
  options: (command) =>
    command
      .option('--days <n>', 'days back, today included', wholeNumberOption(1, 400), 7)
      .option(
        '--sample <n>',
        'the most records to read to measure times',
        wholeNumberOption(1, 1_000_000),
        20_000,
      ),

  async run({ days: dayCount, sample }, context) {
    const { output } = context;
    const now = context.now();
    const inbox = await context.connect();
    const options = { days: daysBetween(now - (dayCount - 1) * DAY_MS, now), sample, now };
    const { days, open, receiptToFinal } = await output.progress(statsSteps(options), 'reading', (progress) =>
      readStats({ ...options, onStep: () => progress.advance() }, inbox),
    );
    const known = await providerDeliveries(inbox, now).catch(describeUnknown);
    output.json({ deliveries: typeof known === 'string' ? null : known, days, open, receiptToFinal });

    const counts = days.map(({ states }) => FINAL_STATUSES.map((status) => states[status] ?? 0));
    const totals = FINAL_STATUSES.map((_, at) => counts.reduce((sum, row) => sum + (row[at] ?? 0), 0));
    output.table(
      [column('final on', 'text', 9, 10), ...FINAL_STATUSES.map(countColumn)],
      [...days.map(({ day }, at) => [day, ...(counts[at] ?? [])]), ['all', ...totals]],
    );
    output.line();
    output.table(
      [column('open now', 'state', 9), ...['< 1 minute', '< 1 hour', '< 1 day', 'older'].map(countColumn)],
      open.states.map((row) => [row.state, row.underMinute, row.underHour, row.underDay, row.older]),
    );
    if (open.withResult > 0) {
      output.line(
        `${counted(open.withResult, 'of the open events is under replay, and keeps its result', 'of the open events are under replay, and keep their result')} until a better one is stored.`,
      );
    }
    if (!open.complete) {
      output.line('More events are open than were read.');
    }
    output.line();
    const { events, measured, complete, milliseconds: times } = receiptToFinal;
    const limited = complete ? '' : ', the newest of each day: raise --sample for more';
    output.line(
      times
        ? `From receipt to STORED or EXTRACTION_FAILED (${measured} of ${events} events${limited}): p50 ${times.p50} ms, p95 ${times.p95} ms, p99 ${times.p99} ms`
        : 'From receipt to STORED or EXTRACTION_FAILED: nothing to measure.',
    );
    output.line();
    for (const line of typeof known === 'string' ? [known] : describeDeliveries(known, now)) {
      output.line(line);
    }
    return EXIT.done;
  },
};
