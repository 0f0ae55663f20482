import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { RecoveryDeps } from '../../../lambda/usecases/recover/recover-event';
import type { Inbox } from '../../connection/inbox';
import { awaitFinal } from '../../operations/events/await-final';
import { findEvents, requireSource } from '../../operations/events/find-event';
import { collectEvents } from '../../operations/events/select-events';
import { defaultRate, planReplay, type ReplayPlan, runReplay } from '../../operations/recover-events';
import { createReplayReport } from '../../operations/replay-report';
import { EXIT, type ExitCode, UsageError } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../../terminal/input';
import { rate, reason, wholeNumberOption } from '../../terminal/option-values';
import type { Context, InboxCommand } from '../command';
import {
  addSelectionOptions,
  assertIdsOrSelection,
  parsePeriod,
  type SelectionOptions,
} from '../events-list';
import { showPlan, showReport } from './show-replay';

interface ReplayOptions extends SelectionOptions, ConfirmOptions {
  readonly reason?: string;
  readonly rate?: number;
  readonly wait?: true;
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 300;

/** What a selection means that names no state: what we gave up. */
const DEFAULT_STATUSES: readonly EventStatus[] = ['FAILED'];

/** `replay`: final events run again, by id or by selection. */
export const replay: InboxCommand<ReplayOptions> = {
  options: (command) =>
    addSelectionOptions(command, 'FAILED')
      .option('--reason <text>', 'why, kept in each record; a selection needs one', reason)
      .option('--rate <per second>', "events per second (default: half of the slowest provider's pace)", rate)
      .option('--wait', 'until they are final again, and say how they ended; fails when one failed again')
      .option(
        '--timeout <seconds>',
        `with --wait: how long (default: ${DEFAULT_TIMEOUT_SECONDS})`,
        wholeNumberOption(1, 86_400),
      )
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--yes', 'do not ask for confirmation'),

  async run(options, context, ids) {
    const { output } = context;
    const isSelection = ids.length === 0;
    assertUsage(ids, options, context);
    const inbox = await context.connect();
    const { source, document, status: statuses = DEFAULT_STATUSES } = options;
    const now = context.now();
    // Of a document a person means everything, unless they name a time.
    const period = parsePeriod(document === undefined ? options : { since: () => 0, ...options }, now);
    const note = (text: string) => output.note(text);
    const records = isSelection
      ? await collectEvents({ ...period, statuses, source, document, onLeftOut: note }, inbox)
      : await findEvents(ids, { source, now }, inbox);
    if (source !== undefined && records.length === 0) {
      requireSource(source, inbox);
    }
    const deps = inbox.deps(note);
    const skipReason = isSelection ? options.reason : undefined;
    const plan = await output.progress(records.length, 'events planned', ({ advance }) =>
      planReplay(records, deps, { skipReason, onEvent: advance }),
    );
    const mustAsk = isSelection && plan.planned.length > 0 && !options.yes;
    showPlan(plan, output, { isPreview: options.dryRun === true || mustAsk });
    if (options.dryRun) {
      const dryRun = { dryRun: true, plan, outcomes: new Map(), reason: options.reason };
      return showReport(createReplayReport(dryRun), dryRun, output);
    }
    if (mustAsk) {
      await confirm(`Replay ${counted(plan.planned.length, 'event')}?`, options, context);
    }
    return runPlan(plan, options, inbox, deps, context);
  },
};

function assertUsage(ids: readonly string[], options: ReplayOptions, context: Context): void {
  if (options.timeout !== undefined && !options.wait) {
    throw new UsageError('--timeout: expected --wait beside it, got none.');
  }
  if (options.wait && options.dryRun) {
    throw new UsageError('replay: got --wait and --dry-run, expected one of them.');
  }
  const names = ['status', 'source', 'document', 'day', 'since', 'until'];
  assertIdsOrSelection(ids, options, names, 'replay');
  if (ids.length === 0) {
    if (options.reason === undefined && !options.dryRun) {
      throw new UsageError('replay: expected --reason with a selection: it is kept in every record.');
    }
    assertCanConfirm(options, context, { hasDryRun: true });
  }
}

/** What an interruption or an error leaves undone is reported all the same, and is the next run's. */
async function runPlan(
  plan: ReplayPlan,
  { rate: given, reason: why, wait, timeout: seconds = DEFAULT_TIMEOUT_SECONDS }: ReplayOptions,
  inbox: Inbox,
  deps: RecoveryDeps,
  context: Context,
): Promise<ExitCode> {
  const { output, now } = context;
  context.finishUnheard();
  const signal = context.stopAsked();
  const planned = plan.planned.map(({ record }) => record);
  const options = { perSecond: given ?? defaultRate(planned, inbox), reason: why, signal };
  const { outcomes, error } = await output.progress(planned.length, 'events queued', ({ advance }) =>
    runReplay(plan, deps, { ...options, onEvent: advance }),
  );
  let records: ReadonlyMap<string, EventRecord> | undefined;
  let failure = error;
  if (wait && failure === undefined) {
    // Of a quarantined body the real event is followed that it became.
    const keys = [...outcomes.values()].flatMap((one) => (one.outcome === 'done' ? [one.pk] : []));
    try {
      records = await output.progress(keys.length, 'events final', ({ advance: onFinal }) =>
        awaitFinal(keys, { seconds, signal, now, onFinal }, inbox),
      );
    } catch (unread) {
      failure = unread;
    }
  }
  const replayed = { dryRun: false, plan, outcomes, records, reason: why };
  const code = showReport(createReplayReport(replayed), replayed, output);
  if (failure !== undefined) {
    throw failure;
  }
  return signal.aborted ? EXIT.stopped : code;
}
