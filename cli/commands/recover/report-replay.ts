import * as z from 'zod';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { toStoredResult } from '../../../lambda/domain/result/stored-result';
import type {
  Recovery,
  RecoveryOutcome,
  RecoveryRefusal,
} from '../../../lambda/usecases/recover/recover-event';
import {
  type Conclusion,
  concludeReplay,
  type RecoveryRun,
  type RefusedEvent,
  type ReplayPlan,
} from '../../operations/recover-events';
import { EXIT, type ExitCode } from '../../terminal/exit-codes';
import { countEach, counted } from '../../terminal/format';
import type { Output } from '../../terminal/output';

/** How an event ended that ran again. */
const CONCLUSIONS: Readonly<Record<Conclusion, string>> = {
  stored: 'stored',
  extraction_failed: 'without an extraction (the provider says it failed)',
  archived: 'archived',
  failed: 'failed again',
  /** It returned to its former state. */
  unchanged: 'unchanged, since the provider had nothing better',
  /** It is not final yet. */
  open: 'still open',
};

/** Reported also where there are none. */
const ALWAYS_REPORTED: readonly Conclusion[] = ['stored', 'failed', 'open'];
const BAD_CONCLUSIONS: readonly Conclusion[] = ['failed', 'unchanged', 'open'];

/** What a person may do about an event that was refused. */
export const REFUSAL_REMEDIES: Readonly<Record<RecoveryRefusal, string>> = {
  unknown_event: 'there is no such event (any more); records expire after their retention',
  unknown_source: 'its source left the configuration; add it and deploy again',
  not_final: 'it is being worked on already; see `inbox events show`',
  not_failed: 'it is no longer FAILED: somebody else was faster, or its work has ended',
  superseded:
    'it was received again as another event, which runs in its place: see "superseded by" in `inbox events show`',
  body_gone:
    'its webhook body is gone from S3, and its record does not say what to ask for; only a new delivery by the provider helps',
  invalid: 'this version cannot parse its body; replay it after an update that can',
  nothing_to_fetch: 'its event type announces no data to fetch',
  changed: 'it changed after the plan was made; run the same command again',
};

/** The document of `replay --json`. */
export const replayReport = z.strictObject({
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  /** How many would be, or were to be, replayed: equals `done` when nothing came between. */
  planned: z.number(),
  actions: z.strictObject({ redrive: z.number(), refetch: z.number(), reingest: z.number() }),
  /** Left out: replayed with the same reason before. */
  skipped: z.number(),
  /** Queued to run again. */
  done: z.number(),
  /** Planned and not tried, because the run was interrupted or broke. */
  left: z.number(),
  events: z.array(
    z.strictObject({
      key: z.string(),
      status: z.string(),
      action: z.enum(['redrive', 'refetch', 'reingest']),
      generation: z.number(),
      /** It had a result before, and returns to it when the provider has nothing better. */
      hasResult: z.boolean(),
      /** Its webhook body is gone: the provider is asked by the ids in the record, and the result will hold no event. */
      bodyLost: z.boolean(),
      outcome: z.enum(['done', 'refused', 'left']),
      /** The real event a quarantined body became. */
      supersededBy: z.string().optional(),
      /** With --wait: how it ended. */
      conclusion: z.enum(Object.keys(CONCLUSIONS) as [Conclusion, ...Conclusion[]]).optional(),
      /** Kind of the error it met. */
      kind: z.string().optional(),
    }),
  ),
  refused: z.array(z.strictObject({ key: z.string(), refusal: z.string() })),
});

type Row = z.infer<typeof replayReport>['events'][number];

export interface Replayed extends Pick<RecoveryRun<RecoveryOutcome>, 'outcomes'> {
  readonly dryRun: boolean;
  readonly plan: ReplayPlan;
  readonly reason: string | undefined;
  /** With --wait: the records as they stand now. */
  readonly records?: ReadonlyMap<string, EventRecord> | undefined;
}

/** What will be done, what may come of it, and what cannot be done. Without a preview the risks go to standard error. */
export function showPlan(
  { planned, refused }: ReplayPlan,
  output: Output,
  { isPreview }: { readonly isPreview: boolean },
): void {
  const words = {
    redrive: () => 'redriven: it runs again',
    refetch: (generation: number) => `refetched as generation ${generation}`,
    reingest: () => 'reingested from its stored body',
  };
  if (isPreview) {
    output.overview(
      ['event', 'now', 'will be'],
      planned.map(({ record, action, generation }) => [record.pk, record.status, words[action](generation)]),
    );
  }
  const warn = (text: string) => (isPreview ? output.line(text) : output.note(text));
  const results = planned.filter(({ record }) => toStoredResult(record)).length;
  if (results > 0) {
    warn(
      `${counted(results, 'of these has a result', 'of these have a result')}. The provider is asked again; if that brings nothing (no answer, no data, another document), the event returns to its present result.`,
    );
  }
  const lost = planned.filter(({ bodyLost }) => bodyLost).length;
  if (lost > 0) {
    warn(
      `${counted(lost, 'has lost its webhook body', 'have lost their webhook body')}: the provider is asked by the ids in the record; the result will hold no event (eventBodyLost).`,
    );
  }
  showRefused(refused, output);
}

function showRefused(refused: readonly RefusedEvent[], output: Output): void {
  output.overview(
    ['not replayed', 'reason'],
    refused.map(({ key, refusal }) => [key, `${refusal}: ${REFUSAL_REMEDIES[refusal]}`]),
  );
}

/** What was done, or would be; and what was refused since the plan was shown. Any refusal makes the command fail. */
export function reportReplay(replayed: Replayed, output: Output): ExitCode {
  const { dryRun, plan, outcomes, records, reason } = replayed;
  const events = plan.planned.map((recovery) => toRow(recovery, outcomes.get(recovery.record.pk), records));
  const count = (holds: (event: Row) => boolean) => events.filter(holds).length;
  const refusedLate = [...outcomes].flatMap(([key, outcome]) =>
    outcome.outcome === 'refused' ? [{ key, refusal: outcome.refusal }] : [],
  );
  const report = {
    dryRun,
    reason: reason ?? null,
    planned: events.length,
    actions: {
      redrive: count(({ action }) => action === 'redrive'),
      refetch: count(({ action }) => action === 'refetch'),
      reingest: count(({ action }) => action === 'reingest'),
    },
    skipped: plan.skipped,
    done: count(({ outcome }) => outcome === 'done'),
    left: count(({ outcome }) => outcome === 'left'),
    events,
    refused: [...plan.refused, ...refusedLate],
  } satisfies z.infer<typeof replayReport>;
  output.json(report);
  showRefused(refusedLate, output);
  const parts = [
    dryRun
      ? `${report.planned} would be replayed`
      : `${report.done} of ${report.planned} queued to run again`,
    plan.skipped > 0 &&
      `${plan.skipped} skipped: already replayed with this reason; use another --reason to replay them again`,
    report.refused.length > 0 && `${report.refused.length} refused`,
    report.left > 0 && !dryRun && `${report.left} left as they were: run the same again for them`,
  ];
  output.line(`${parts.filter(Boolean).join('; ')}.${dryRun ? ' Nothing was changed.' : ''}`);
  if (records) {
    output.line(summarizeConclusions(events));
  } else if (report.done > 0) {
    output.line('Use --wait to see how they end, or `inbox events show`.');
  }
  const isAnyBad =
    count(({ conclusion }) => conclusion !== undefined && BAD_CONCLUSIONS.includes(conclusion)) > 0;
  return report.refused.length > 0 || (!dryRun && report.left > 0) || isAnyBad ? EXIT.failed : EXIT.done;
}

function toRow(
  { record, action, generation, bodyLost }: Recovery,
  outcome: RecoveryOutcome | undefined,
  records: Replayed['records'],
): Row {
  const runs = outcome?.outcome === 'done' ? outcome.pk : undefined;
  return {
    key: record.pk,
    status: record.status,
    action,
    generation,
    hasResult: toStoredResult(record) !== undefined,
    bodyLost,
    outcome: outcome?.outcome ?? 'left',
    ...(runs !== undefined && runs !== record.pk && { supersededBy: runs }),
    ...(runs !== undefined && records && concludeReplay(records.get(runs))),
  };
}

/** `2 stored, 1 failed again (permanent 1), 0 still open.` */
function summarizeConclusions(events: readonly Row[]): string {
  const parts = (Object.keys(CONCLUSIONS) as Conclusion[]).flatMap((conclusion) => {
    const found = events.filter((event) => event.conclusion === conclusion);
    const kinds = countEach(found.flatMap(({ kind }) => kind ?? []));
    const details = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
    return found.length > 0 || ALWAYS_REPORTED.includes(conclusion)
      ? [`${found.length} ${CONCLUSIONS[conclusion]}${details && ` (${details})`}`]
      : [];
  });
  return `${parts.join(', ')}.`;
}
