import type { Command } from 'commander';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { findEvent, requireSource } from '../../operations/events/find-event';
import { reportRetry } from '../../operations/retry/report-retry';
import { runRetry } from '../../operations/retry/run-retry';
import { selectOpenEvents } from '../../operations/retry/select-open-events';
import { UsageError } from '../../terminal/errors';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { rate, waitingKind } from '../../terminal/option-values';

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
  const records =
    ids.length > 0
      ? await named(ids, options, { inbox, context })
      : await selected(options, { inbox, context });
  if (ids.length === 0 && records.length > 0 && !dryRun) {
    await confirm(
      `Try ${records.length} ${records.length === 1 ? 'event' : 'events'} now?`,
      options,
      context,
    );
  }
  if (!dryRun) {
    context.finishUnheard();
  }
  const progress = context.output.progress(records.length, 'events tried');
  const { rate: perSecond } = options;
  const signal = dryRun ? undefined : context.stopAsked();
  const request = {
    records,
    rate: perSecond,
    dryRun,
    signal,
    onEvent: () => progress.advance(),
    warn: (text: string) => context.output.note(text),
  };
  const run = await runRetry(request, inbox).finally(() => progress.stop());
  reportRetry(records, run, { dryRun, isStopped: signal?.aborted === true, context });
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

interface Place {
  readonly inbox: Inbox;
  readonly context: Context;
}

async function named(
  ids: readonly string[],
  { source }: RetryOptions,
  { inbox, context }: Place,
): Promise<readonly EventRecord[]> {
  const wanted = { source, now: context.now() };
  const records = await Promise.all(ids.map((id) => findEvent(id, wanted, inbox)));
  return [...new Map(records.map((record) => [record.pk, record])).values()];
}

async function selected(
  { source, document, kind }: RetryOptions,
  { inbox, context }: Place,
): Promise<readonly EventRecord[]> {
  const records = await selectOpenEvents({ source, document, kind }, inbox, (text) =>
    context.output.note(text),
  );
  if (source !== undefined && records.length === 0) {
    // A former source may have open events; a typo has none.
    requireSource(source, inbox);
  }
  return records;
}
