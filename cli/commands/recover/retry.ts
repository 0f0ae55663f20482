import * as z from 'zod';
import { toIso } from '../../../lambda/domain/record/event-record';
import type { RetryOutcome } from '../../../lambda/usecases/recover/retry-event';
import { findEvents, requireSource } from '../../operations/events/find-event';
import { defaultRate, runRetry, selectOpenEvents } from '../../operations/recover-events';
import { EXIT, type ExitCode } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import { assertCanConfirm, type ConfirmOptions, confirm } from '../../terminal/input';
import { rate, waitingKind } from '../../terminal/option-values';
import type { Output } from '../../terminal/output';
import { column } from '../../terminal/table';
import type { InboxCommand } from '../command';
import { assertIdsOrSelection } from '../events-list';

type Outcome = RetryOutcome['outcome'] | 'left';

/** What a person may expect, or do, by outcome. */
const MEANINGS: Readonly<Record<Outcome, (row: Record<string, unknown>) => string>> = {
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
const OUTCOMES = Object.keys(MEANINGS) as Outcome[];
/** What needs no person: it is tried, or will be. */
const FINE: readonly Outcome[] = ['retried', 'waits_for_provider', 'due', 'leased'];

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

interface RetryOptions extends ConfirmOptions {
  readonly source?: string;
  readonly document?: string;
  readonly kind?: string;
  readonly rate?: number;
}

/** `retry`: open events that wait are tried now, by id or by selection. */
export const retry: InboxCommand<RetryOptions> = {
  options: (command) =>
    command
      .option('--source <id>', 'open events of one source; with ids: the source they came by')
      .option('--document <id>', 'open events of one document')
      .option(
        '--kind <kind>',
        'open events whose last error is of this kind, such as credentials',
        waitingKind,
      )
      .option('--rate <per second>', "events per second (default: half of the slowest provider's pace)", rate)
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--yes', 'do not ask for confirmation'),

  async run(options, context, ids) {
    const { output } = context;
    const { source, dryRun = false } = options;
    const isSelection = ids.length === 0;
    assertIdsOrSelection(ids, options, ['source', 'document', 'kind'], 'retry');
    if (isSelection) {
      assertCanConfirm(options, context, { hasDryRun: true });
    }
    const inbox = await context.connect();
    const note = (text: string) => output.note(text);
    const records = isSelection
      ? await selectOpenEvents(options, inbox, note)
      : await findEvents(ids, { source, now: context.now() }, inbox);
    if (source !== undefined && records.length === 0) {
      // A former source may have open events; a typo has none.
      requireSource(source, inbox);
    }
    if (isSelection && records.length > 0 && !dryRun) {
      await confirm(`Try ${counted(records.length, 'event')} now?`, options, context);
    }
    if (!dryRun) {
      context.finishUnheard();
    }
    const signal = dryRun ? undefined : context.stopAsked();
    const perSecond = options.rate ?? defaultRate(records, inbox);
    const run = await output.progress(records.length, 'events tried', ({ advance }) =>
      runRetry(records, inbox.deps(note), { perSecond, dryRun, signal, onEvent: advance }),
    );
    const code = reportRetry(
      records.map(({ pk }) => pk),
      run.outcomes,
      dryRun,
      output,
    );
    if (run.error !== undefined) {
      throw run.error;
    }
    return signal?.aborted ? EXIT.stopped : code;
  },
};

/** What became of each event. Answers 1 where something needs a person. */
function reportRetry(
  keys: readonly string[],
  outcomes: ReadonlyMap<string, RetryOutcome>,
  dryRun: boolean,
  output: Output,
): ExitCode {
  const events = keys.map((key): Row => {
    const outcome = outcomes.get(key) ?? { outcome: 'left' as const };
    return 'until' in outcome ? { key, ...outcome, until: toIso(outcome.until) } : { key, ...outcome };
  });
  const count = (outcome: Row['outcome']) => events.filter((row) => row.outcome === outcome).length;
  const [retried, left] = [count('retried'), count('left')];
  output.json({ dryRun, retried, left, events } satisfies z.infer<typeof retryReport>);
  output.overview(
    [column('event', 'id', 2, 16), column(dryRun ? 'would be' : 'now', 'prose', 1)],
    events.map((row) => [row.key, MEANINGS[row.outcome](row)]),
  );
  const others = OUTCOMES.slice(1).flatMap((name) => (count(name) > 0 ? [`${count(name)} ${name}`] : []));
  const sum = `${retried} of ${events.length} ${dryRun ? 'would be tried now' : 'tried now'}`;
  output.line(`${[sum, ...others].join('; ')}.${dryRun ? ' Nothing was changed.' : ''}`);
  return events.every(({ outcome }) => FINE.includes(outcome)) ? EXIT.done : EXIT.failed;
}
