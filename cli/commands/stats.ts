import type { Command } from 'commander';
import type { Context } from '../connection/context';
import { daysBetween } from '../operations/events/newest-keys';
import { FINAL_STATUSES, readStats, type Stats, statsSteps } from '../operations/events/read-stats';
import { describeDeliveries, tryProviderDeliveries } from '../operations/refused-deliveries';
import { wholeNumberOption } from '../terminal/option-values';
import type { Output } from '../terminal/output';

const DAY_MS = 86_400_000;

interface StatsCommandOptions {
  readonly days: number;
  readonly sample: number;
}

/** `stats`. */
export function addStats(program: Command, context: Context): void {
  program
    .command('stats')
    .description(
      'refused deliveries, counts by state and day, what is open, time from receipt to the final state',
    )
    .option('--days <n>', 'days back, today included', wholeNumberOption(1, 400), 7)
    .option(
      '--sample <n>',
      'the most records to read to measure times',
      wholeNumberOption(1, 1_000_000),
      20_000,
    )
    .action((options: StatsCommandOptions) => showStats(options, context));
}

async function showStats({ days, sample }: StatsCommandOptions, context: Context): Promise<void> {
  const { output } = context;
  const now = context.now();
  const inbox = await context.connect();
  const options = { days: daysBetween(now - (days - 1) * DAY_MS, now), sample, now };
  const progress = output.progress(statsSteps(options), 'reading');
  const onStep = () => progress.advance();
  const stats = await readStats({ ...options, onStep }, inbox).finally(() => progress.stop());
  const known = await tryProviderDeliveries(inbox, now);
  output.json({ deliveries: 'unknown' in known ? null : known.deliveries, ...stats });

  const rows = stats.days.map(({ day, states }) => [
    day,
    ...FINAL_STATUSES.map((status) => states[status] ?? 0),
  ]);
  const totals = FINAL_STATUSES.map((status) =>
    stats.days.reduce((total, { states }) => total + (states[status] ?? 0), 0),
  );
  output.table(['final on', ...FINAL_STATUSES], [...rows, ['all', ...totals]]);
  output.line();
  showOpen(stats, output);
  output.line();
  output.line(describeTimes(stats));
  output.line();
  for (const line of 'unknown' in known ? [known.unknown] : describeDeliveries(known.deliveries, now)) {
    output.line(line);
  }
}

function showOpen({ open }: Stats, output: Output): void {
  output.table(
    ['open now', '< 1 minute', '< 1 hour', '< 1 day', 'older'],
    open.states.map(({ state, underMinute, underHour, underDay, older }) => [
      state,
      underMinute,
      underHour,
      underDay,
      older,
    ]),
  );
  if (open.withResult > 0) {
    const [are, keep, their] = open.withResult === 1 ? ['is', 'keeps', 'its'] : ['are', 'keep', 'their'];
    output.line(
      `${open.withResult} of the open events ${are} under replay, and ${keep} ${their} result until a better one is stored.`,
    );
  }
  if (!open.complete) {
    output.line('More events are open than were read.');
  }
}

function describeTimes({ receiptToFinal: { events, measured, complete, milliseconds } }: Stats): string {
  if (milliseconds === null) {
    return 'From receipt to STORED or EXTRACTION_FAILED: nothing to measure.';
  }
  const { p50, p95, p99 } = milliseconds;
  const sample = complete ? '' : ', the newest of each day: raise --sample for more';
  return `From receipt to STORED or EXTRACTION_FAILED (${measured} of ${events} events${sample}): p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
}
