import { toStoredResult } from '../../../lambda/domain/result/stored-result';
import type { RecoveryRefusal } from '../../../lambda/usecases/recover/recover-event';
import type { RefusedEvent, ReplayPlan } from '../../operations/recover-events';
import {
  CONCLUSIONS,
  type Conclusion,
  type Replayed,
  type ReplayReport,
} from '../../operations/replay-report';
import { EXIT, type ExitCode } from '../../terminal/errors';
import { countEach, counted } from '../../terminal/format';
import type { Output } from '../../terminal/output';
import { column } from '../../terminal/table';

const CONCLUSION_TEXTS: Readonly<Record<Conclusion, string>> = {
  stored: 'stored',
  extraction_failed: 'without an extraction (the provider says it failed)',
  archived: 'archived',
  failed: 'failed again',
  unchanged: 'unchanged, since the provider had nothing better',
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
    'it was reingested as another event, which runs in its place: see "superseded by" in `inbox events show`',
  body_gone:
    'its webhook body is gone from S3, and its record does not say what to ask for; only a new delivery by the provider helps',
  invalid: 'this version cannot parse its body; replay it after an update that can',
  nothing_to_fetch: 'its event type announces no data to fetch',
  changed: 'it changed after the plan was made; run the same command again',
};

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
      [column('event', 'id', 3, 16), column('now', 'state', 2), column('will be', 'prose', 1)],
      planned.map(({ record, action, generation }) => [record.pk, record.status, words[action](generation)]),
    );
    if (planned.length > 0 && refused.length > 0) {
      output.line();
    }
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
    [column('not replayed', 'id', 2, 16), column('reason', 'prose', 1)],
    refused.map(({ key, refusal }) => [key, `${refusal}: ${REFUSAL_REMEDIES[refusal]}`]),
  );
}

/** What was done, or would be; and what was refused since the plan was shown. Any refusal makes the command fail. */
export function showReport(report: ReplayReport, { plan, records }: Replayed, output: Output): ExitCode {
  const { dryRun, planned, done, skipped, left, events, refused } = report;
  output.json(report);
  showRefused(refused.slice(plan.refused.length), output);
  const parts = [
    dryRun ? `${planned} would be replayed` : `${done} of ${planned} queued to run again`,
    skipped > 0 &&
      `${skipped} skipped: already replayed with this reason; use another --reason to replay them again`,
    refused.length > 0 && `${refused.length} refused`,
    left > 0 && !dryRun && `${left} left as they were: run the same again for them`,
  ];
  output.line(`${parts.filter(Boolean).join('; ')}.${dryRun ? ' Nothing was changed.' : ''}`);
  if (records) {
    // `2 stored, 1 failed again (permanent 1), 0 still open.`
    const ends = CONCLUSIONS.map((conclusion) => {
      const found = events.filter((event) => event.conclusion === conclusion);
      const kinds = [...countEach(found.flatMap(({ kind }) => kind ?? []))];
      const details = kinds.map(([kind, count]) => `${kind} ${count}`).join(', ');
      const isReported = found.length > 0 || ALWAYS_REPORTED.includes(conclusion);
      return isReported && `${found.length} ${CONCLUSION_TEXTS[conclusion]}${details && ` (${details})`}`;
    });
    output.line(`${ends.filter(Boolean).join(', ')}.`);
  } else if (done > 0) {
    output.line('Use --wait to see how they end, or `inbox events show`.');
  }
  const isAnyBad = events.some(({ conclusion }) => conclusion && BAD_CONCLUSIONS.includes(conclusion));
  return refused.length > 0 || (!dryRun && left > 0) || isAnyBad ? EXIT.failed : EXIT.done;
}
