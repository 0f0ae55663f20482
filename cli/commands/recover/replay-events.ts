import { type Command, Option } from 'commander';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { RecoveryDeps } from '../../../lambda/usecases/recover/recover-event';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { defaultRate } from '../../operations/default-rate';
import { findEvents, requireSource } from '../../operations/events/find-event';
import { selectEvents } from '../../operations/events/select-events';
import { planReplay, type ReplayPlan, runReplay } from '../../operations/recover-events';
import { UsageError } from '../../terminal/errors';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { rate, reason, wholeNumberOption } from '../../terminal/option-values';
import { awaitFinal } from '../await-final';
import { addSelectionOptions, parsePeriod, type SelectionOptions } from '../events-list';
import { type Replayed, reportReplay, showPlan, warnOfPlan } from './report-replay';

interface ReplayOptions extends SelectionOptions {
  readonly reason?: string;
  readonly rate?: number;
  readonly wait?: true;
  readonly timeout?: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

const DEFAULT_TIMEOUT_SECONDS = 300;

/** What a selection means that names no state: what we gave up. */
const DEFAULT_STATUSES: readonly EventStatus[] = ['FAILED'];

/** `replay`: final events run again, by id or by selection. */
export function addReplay(program: Command, context: Context): void {
  const replay = program
    .command('replay [eventIds...]')
    .description(
      'run final events again: redrives FAILED ones, refetches others as their next generation, reingests quarantined ones',
    );
  addSelectionOptions(replay, 'FAILED')
    .option('--reason <text>', 'why, kept in each record; a selection needs one', reason)
    .option('--rate <per second>', "events per second (default: half of the slowest provider's pace)", rate)
    .option('--wait', 'until they are final again, and say how they ended; fails when one failed again')
    .addOption(
      new Option(
        '--timeout <seconds>',
        `with --wait: how long (default: ${DEFAULT_TIMEOUT_SECONDS})`,
      ).argParser(wholeNumberOption(1, 86_400)),
    )
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--yes', 'do not ask for confirmation')
    .action((ids: string[], options: ReplayOptions) => replayEvents(ids, options, context));
}

async function replayEvents(ids: readonly string[], options: ReplayOptions, context: Context): Promise<void> {
  const { output } = context;
  const isSelection = ids.length === 0;
  assertUsage(isSelection, options, context);
  const inbox = await context.connect();
  const records = isSelection
    ? await selectRecords(options, inbox, context)
    : await findEvents(ids, { source: options.source, now: context.now() }, inbox);
  const deps = inbox.deps((text) => output.note(text));
  const progress = output.progress(records.length, 'events planned');
  const plan = await planReplay(records, deps, {
    skipReason: isSelection ? options.reason : undefined,
    onEvent: () => progress.advance(),
  }).finally(() => progress.stop());
  if (options.dryRun) {
    showPlan(plan, output);
    reportReplay({ dryRun: true, plan, outcomes: new Map(), reason: options.reason }, context);
    return;
  }
  if (!isSelection || plan.planned.length === 0 || options.yes) {
    warnOfPlan(plan, output);
  } else {
    showPlan(plan, output);
    await confirm(`Replay ${plan.planned.length} events?`, options, context);
  }
  await run(plan, options, { inbox, deps, context });
}

function assertUsage(isSelection: boolean, options: ReplayOptions, context: Context): void {
  if (options.timeout !== undefined && !options.wait) {
    throw new UsageError('--timeout: expected --wait beside it, got none.');
  }
  if (options.wait && options.dryRun) {
    throw new UsageError('replay: got --wait and --dry-run, expected one of them.');
  }
  const chosen = ['status', 'document', 'day', 'since', 'until', 'source'] as const;
  if (!isSelection) {
    const wrong = chosen.find((name) => name !== 'source' && options[name] !== undefined);
    if (wrong !== undefined) {
      throw new UsageError(`replay: got event ids and --${wrong}, expected one of them.`);
    }
    return;
  }
  if (chosen.every((name) => options[name] === undefined)) {
    throw new UsageError(
      'replay: expected event ids, or a selection by --status, --source, --document, --day or --since.',
    );
  }
  if (options.reason === undefined && !options.dryRun) {
    throw new UsageError('replay: expected --reason with a selection: it is kept in every record.');
  }
  assertCanConfirm(options, context, { hasDryRun: true });
}

async function selectRecords(
  options: ReplayOptions,
  inbox: Inbox,
  context: Context,
): Promise<readonly EventRecord[]> {
  const { source, document, status: statuses = DEFAULT_STATUSES } = options;
  // Of a document a person means everything, unless they name a time.
  const times = document === undefined ? options : { since: () => 0, ...options };
  const selection = {
    ...parsePeriod(times, context.now()),
    statuses,
    source,
    document,
    onLeftOut: (text: string) => context.output.note(text),
  };
  const records: EventRecord[] = [];
  for await (const { record } of selectEvents(selection, inbox)) {
    records.push(record);
  }
  if (source !== undefined && records.length === 0) {
    requireSource(source, inbox);
  }
  return records;
}

/** What an interruption or an error leaves undone is reported all the same, and is the next run's. */
async function run(
  plan: ReplayPlan,
  { rate: perSecond, reason, wait, timeout = DEFAULT_TIMEOUT_SECONDS }: ReplayOptions,
  { inbox, deps, context }: { readonly inbox: Inbox; readonly deps: RecoveryDeps; readonly context: Context },
): Promise<void> {
  context.finishUnheard();
  const signal = context.stopAsked();
  const progress = context.output.progress(plan.planned.length, 'events queued');
  const { outcomes, error } = await runReplay(plan, deps, {
    perSecond:
      perSecond ??
      defaultRate(
        plan.planned.map(({ record }) => record),
        inbox,
      ),
    reason,
    signal,
    onEvent: () => progress.advance(),
  }).finally(() => progress.stop());
  let records: Replayed['records'];
  try {
    if (error !== undefined) {
      throw error;
    }
    // Of a quarantined body the real event is followed that it became.
    const keys = [...outcomes.values()].flatMap((one) => (one.outcome === 'done' ? [one.pk] : []));
    records = wait ? await awaitFinal(keys, timeout, inbox, context) : undefined;
  } catch (failure) {
    context.exitCode = EXIT.failed;
    throw failure;
  } finally {
    reportReplay({ dryRun: false, plan, outcomes, records, reason, isStopped: signal.aborted }, context);
  }
}
