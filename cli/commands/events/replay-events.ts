import { type Command, Option } from 'commander';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import { type BroughtBack, replayMany } from '../../../lambda/usecases/recover/replay-many';
import type { Context } from '../../connection/context';
import type { Inbox } from '../../connection/inbox';
import { defaultRate } from '../../operations/default-rate';
import { findEvent, requireSource } from '../../operations/events/find-event';
import { selectEvents } from '../../operations/events/select-events';
import { followReplayed } from '../../operations/replay/follow-replayed';
import { planReplays, type ReplayPlanned } from '../../operations/replay/plan-replay';
import { type ReplayRun, reportReplay, showPlan, warnOfPlan } from '../../operations/replay/report-replay';
import { UsageError } from '../../terminal/errors';
import { EXIT } from '../../terminal/exit-codes';
import { assertCanConfirm, confirm } from '../../terminal/input';
import { rate, reason, wholeNumber } from '../../terminal/option-values';
import { addSelectionOptions, parsePeriod, type SelectionOptions } from '../events-list';

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

/** `replay`: final events back to work, by id or by selection. */
export function addReplay(program: Command, context: Context): void {
  const replay = program
    .command('replay [eventIds...]')
    .description(
      'run final events again: FAILED ones as they are, others fetched again as their next generation, quarantined ones received again',
    );
  addSelectionOptions(replay, 'FAILED')
    .option('--reason <text>', 'why, kept in each record; a selection needs one', reason)
    .option('--rate <per second>', "events per second (default: half of the slowest provider's pace)", rate)
    .option('--wait', 'until they are final again, and say what became of them; fails when one failed again')
    .addOption(
      new Option(
        '--timeout <seconds>',
        `with --wait: how long (default: ${DEFAULT_TIMEOUT_SECONDS})`,
      ).argParser(wholeNumber(1, 86_400)),
    )
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--yes', 'do not ask for confirmation')
    .action((ids: string[], options: ReplayOptions) => replayEvents(ids, options, context));
}

async function replayEvents(ids: readonly string[], options: ReplayOptions, context: Context): Promise<void> {
  const isSelection = ids.length === 0;
  assertUsage(isSelection, options, context);
  const inbox = await context.connect();
  const keys = isSelection
    ? await selectKeys(options, inbox, context)
    : await keysOf(ids, { source: options.source, now: context.now() }, inbox);
  const plan = await planned(keys, isSelection ? options.reason : undefined, { inbox, context });
  if (options.dryRun) {
    showPlan(plan, context.output);
    reportReplay({ dryRun: true, plan, outcomes: new Map() }, options.reason, context);
    return;
  }
  if (!isSelection || plan.planned.length === 0 || options.yes) {
    warnOfPlan(plan, context.output);
  } else {
    showPlan(plan, context.output);
    await confirm(`Replay ${plan.planned.length} events?`, options, context);
  }
  await carryOut(plan, options, { inbox, context });
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

async function keysOf(
  ids: readonly string[],
  wanted: Parameters<typeof findEvent>[1],
  inbox: Inbox,
): Promise<string[]> {
  const records = await Promise.all(ids.map((id) => findEvent(id, wanted, inbox)));
  return [...new Set(records.map(({ pk }) => pk))];
}

async function selectKeys(options: ReplayOptions, inbox: Inbox, context: Context): Promise<string[]> {
  const selection = {
    ...parsePeriod(ofAnyTime(options), context.now()),
    statuses: options.status ?? DEFAULT_STATUSES,
    source: options.source,
    document: options.document,
    onLeftOut: (text: string) => context.output.note(text),
  };
  const keys: string[] = [];
  for await (const { record } of selectEvents(selection, inbox)) {
    keys.push(record.pk);
  }
  if (options.source !== undefined && keys.length === 0) {
    requireSource(options.source, inbox);
  }
  return keys;
}

/** Of a document a person means everything, unless they name a time. */
function ofAnyTime(options: ReplayOptions): ReplayOptions {
  return options.document === undefined ? options : { since: () => 0, ...options };
}

interface Surroundings {
  readonly inbox: Inbox;
  readonly context: Context;
}

async function planned(
  keys: readonly string[],
  notAgainFor: string | undefined,
  { inbox, context }: Surroundings,
): Promise<ReplayPlanned> {
  const progress = context.output.progress(keys.length, 'events looked at');
  try {
    return await planReplays(keys, inbox, { notAgainFor, onEvent: () => progress.advance() });
  } finally {
    progress.stop();
  }
}

/** What an interruption or an error leaves undone is reported all the same, and is the next run's. */
async function carryOut(
  plan: ReplayPlanned,
  options: ReplayOptions,
  { inbox, context }: Surroundings,
): Promise<void> {
  context.finishUnheard();
  const outcomes = new Map<string, BroughtBack>();
  const progress = context.output.progress(plan.planned.length, 'events queued');
  const records = plan.planned.map(({ record }) => record);
  const run = {
    reason: options.reason,
    perSecond: options.rate ?? defaultRate(records, inbox),
    signal: context.stopAsked(),
    onOutcome: (pk: string, outcome: BroughtBack) => {
      outcomes.set(pk, outcome);
      progress.advance();
    },
  };
  const keys = records.map(({ pk }) => pk);
  const deps = inbox.deps((text) => context.output.note(text));
  let became: ReplayRun['became'];
  try {
    await replayMany(keys, run, deps).finally(() => progress.stop());
    became = await waited(outcomes, options, { inbox, context });
  } catch (error) {
    context.exitCode = EXIT.failed;
    throw error;
  } finally {
    const isStopped = run.signal.aborted;
    reportReplay({ dryRun: false, plan, outcomes, became, isStopped }, options.reason, context);
  }
}

/** Of a quarantined body the real event is followed that it became. */
async function waited(
  outcomes: ReadonlyMap<string, BroughtBack>,
  { wait, timeout = DEFAULT_TIMEOUT_SECONDS }: ReplayOptions,
  surroundings: Surroundings,
): Promise<ReplayRun['became']> {
  if (!wait) {
    return undefined;
  }
  const keys = [...outcomes].flatMap(([key, outcome]) =>
    outcome.outcome === 'done' ? [outcome.by ?? key] : [],
  );
  return followReplayed(keys, timeout, surroundings);
}
