import type { Command } from 'commander';
import * as z from 'zod';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import type { Context } from '../../connection/context';
import { defaultRate } from '../../operations/default-rate';
import { findEvents, requireSource } from '../../operations/events/find-event';
import { type RetryRun, runRetry, selectOpenEvents } from '../../operations/retry-events';
import { UsageError } from '../../terminal/errors';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { rate, waitingKind } from '../../terminal/option-values';

/** More rows than this are no overview: --json has them all. */
const ROWS = 20;

const OUTCOMES = [
  'retried',
  'waits_for_provider',
  'due',
  'leased',
  'final',
  'unknown_source',
  'unknown_event',
  'changed',
  'left',
] as const;

/** The document of `retry --json`. */
export const retryReport = z.strictObject({
  dryRun: z.boolean(),
  /** Events that are, or would be, tried at once. */
  retried: z.number(),
  /** Not tried, because the run was interrupted or broke. */
  left: z.number(),
  events: z.array(
    z.strictObject({
      key: z.string(),
      outcome: z.enum(OUTCOMES),
      /** Until when it waits for its provider, or is leased. */
      until: z.string().optional(),
      /** Of a final event. */
      status: z.string().optional(),
    }),
  ),
});

type Row = z.infer<typeof retryReport>['events'][number];

/** What a person may expect, or do, by outcome. */
const MEANINGS: Readonly<Record<Row['outcome'], (row: Row) => string>> = {
  retried: () => 'tried now',
  waits_for_provider: ({ until }) => `the provider asked to wait: tried at ${until}, not before`,
  due: () => 'is due already, and its message is on its way; look again shortly',
  leased: ({ until }) => `a processor is at work on it, until ${until} at the latest`,
  final: ({ status }) => `is ${status} already; \`inbox replay\` runs a final event again`,
  unknown_source: () => 'its source is not configured; add it again and deploy',
  unknown_event: () => 'there is no such event any more',
  changed: () => 'changed while it was looked at; run the same again',
  left: () => 'not tried; run the same again',
};
/** What needs no person: it is tried, or will be. */
const FINE: readonly Row['outcome'][] = ['retried', 'waits_for_provider', 'due', 'leased'];

interface RetryOptions {
  readonly source?: string;
  readonly document?: string;
  readonly kind?: string;
  readonly rate?: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** `retry`: open events that wait are tried now, by id or by selection. */
export function addRetry(program: Command, context: Context): void {
  program
    .command('retry [eventIds...]')
    .description(
      'try open events now instead of after their back-off; never before the time that the provider asked for (Retry-After)',
    )
    .option('--source <id>', 'open events of one source; with ids: the source they came by')
    .option('--document <id>', 'open events of one document')
    .option('--kind <kind>', 'open events whose last error is of this kind, such as credentials', waitingKind)
    .option('--rate <per second>', "events per second (default: half of the slowest provider's pace)", rate)
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--yes', 'do not ask for confirmation')
    .action((ids: string[], options: RetryOptions) => retryEvents(ids, options, context));
}

async function retryEvents(ids: readonly string[], options: RetryOptions, context: Context): Promise<void> {
  assertUsage(ids, options, context);
  const dryRun = options.dryRun === true;
  const inbox = await context.connect();
  const note = (text: string) => context.output.note(text);
  const records =
    ids.length > 0
      ? await findEvents(ids, { source: options.source, now: context.now() }, inbox)
      : await selectOpenEvents(options, inbox, note);
  if (options.source !== undefined && records.length === 0) {
    // A former source may have open events; a typo has none.
    requireSource(options.source, inbox);
  }
  if (ids.length === 0 && records.length > 0 && !dryRun) {
    const events = records.length === 1 ? 'event' : 'events';
    await confirm(`Try ${records.length} ${events} now?`, options, context);
  }
  if (!dryRun) {
    context.finishUnheard();
  }
  const progress = context.output.progress(records.length, 'events tried');
  const signal = dryRun ? undefined : context.stopAsked();
  const run = await runRetry(records, inbox.deps(note), {
    perSecond: options.rate ?? defaultRate(records, inbox),
    dryRun,
    signal,
    onEvent: () => progress.advance(),
  }).finally(() => progress.stop());
  reportRetry(records, run, dryRun, context);
  if (signal?.aborted) {
    context.exitCode = EXIT.stopped;
  }
  if (run.error !== undefined) {
    context.exitCode = EXIT.failed;
    throw run.error;
  }
}

function assertUsage(ids: readonly string[], options: RetryOptions, context: Context): void {
  if (ids.length > 0) {
    const wrong = (['document', 'kind'] as const).find((name) => options[name] !== undefined);
    if (wrong !== undefined) {
      throw new UsageError(`retry: got event ids and --${wrong}, expected one of them.`);
    }
    return;
  }
  if (options.source === undefined && options.document === undefined && options.kind === undefined) {
    throw new UsageError('retry: expected event ids, or a selection by --source, --document or --kind.');
  }
  assertCanConfirm(options, context, { hasDryRun: true });
}

/** What became of each event. Ends with 1 where something needs a person. */
function reportRetry(
  records: readonly EventRecord[],
  { outcomes }: RetryRun,
  dryRun: boolean,
  context: Context,
): void {
  const events = records.map(({ pk: key }): Row => {
    const outcome = outcomes.get(key) ?? { outcome: 'left' as const };
    return 'until' in outcome ? { key, ...outcome, until: toIso(outcome.until) } : { key, ...outcome };
  });
  const count = (outcome: Row['outcome']) => events.filter((row) => row.outcome === outcome).length;
  const [retried, left] = [count('retried'), count('left')];
  const { output } = context;
  output.json({ dryRun, retried, left, events } satisfies z.infer<typeof retryReport>);
  output.table(
    ['event', dryRun ? 'would be' : 'now'],
    events.slice(0, ROWS).map((row) => [row.key, MEANINGS[row.outcome](row)]),
  );
  if (events.length > ROWS) {
    output.line(`… and ${events.length - ROWS} more (--json lists all)`);
  }
  const others = OUTCOMES.slice(1).flatMap((name) => (count(name) > 0 ? [`${count(name)} ${name}`] : []));
  const sum = `${retried} of ${events.length} ${dryRun ? 'would be tried now' : 'tried now'}`;
  output.line(`${[sum, ...others].join('; ')}.${dryRun ? ' Nothing was changed.' : ''}`);
  if (events.some(({ outcome }) => !FINE.includes(outcome))) {
    context.exitCode = EXIT.failed;
  }
}
