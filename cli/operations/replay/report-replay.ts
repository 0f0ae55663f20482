import * as z from 'zod';
import type { BroughtBack } from '../../../lambda/usecases/recover/replay-many';
import type { Context } from '../../connection/context';
import { EXIT } from '../../terminal/exit-codes';
import type { Output } from '../../terminal/output';
import { BECAME, type Became } from './follow-replayed';
import { countWays, type PlannedEvent, type RefusedEvent, type ReplayPlanned } from './plan-replay';
import { REFUSAL_REMEDIES } from './refusals';

/** More rows than this are no preview: --json has them all. */
const ROWS = 20;

const WAYS = {
  redrive: 'redriven: it runs again',
  replay: 'refetched as generation',
  receive_again: 'reingested from its stored body',
} as const;

/** The document of `replay --json`. */
export const replayReport = z.strictObject({
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  /** How many would be, or were to be, replayed: equals `done` when nothing came between. */
  planned: z.number(),
  ways: z.strictObject({ redrive: z.number(), replay: z.number(), receive_again: z.number() }),
  /** Left out: replayed with the same reason before. */
  doneBefore: z.number(),
  /** Queued to run again. */
  done: z.number(),
  /** Planned and not tried, because the run was interrupted or broke. */
  left: z.number(),
  events: z.array(
    z.strictObject({
      key: z.string(),
      status: z.string(),
      way: z.enum(['redrive', 'replay', 'receive_again']),
      generation: z.number(),
      /** It had a result before, and returns to it when the provider has nothing better. */
      hasResult: z.boolean(),
      /** Its webhook body is gone: the provider is asked by the ids in the record, and the result will hold no event. */
      bodyLost: z.boolean(),
      outcome: z.enum(['done', 'refused', 'left']),
      /** The real event a quarantined body became. */
      by: z.string().optional(),
      /** With --wait: what became of it. */
      became: z.enum(BECAME).optional(),
      /** Kind of the error it met. */
      kind: z.string().optional(),
    }),
  ),
  refused: z.array(z.strictObject({ key: z.string(), because: z.string() })),
});

export interface ReplayRun {
  readonly dryRun: boolean;
  readonly plan: ReplayPlanned;
  /** Key → what became of it. */
  readonly outcomes: ReadonlyMap<string, BroughtBack>;
  /** Key → how it ended; absent when nobody waited. */
  readonly became?: ReadonlyMap<string, Became> | undefined;
  /** Ctrl-C ended it. */
  readonly isStopped?: boolean;
}

/** The preview for a person: what will be done, what may come of it, and what cannot be done. */
export function showPlan({ planned, refused }: ReplayPlanned, output: Output): void {
  output.table(['event', 'now', 'will be'], planned.slice(0, ROWS).map(planRow));
  if (planned.length > ROWS) {
    output.line(`… and ${planned.length - ROWS} more (--json lists all)`);
  }
  for (const warning of warningsOf(planned)) {
    output.line(warning);
  }
  showRefused(refused, output);
}

/** The same before a run that shows no preview. */
export function warnOfPlan({ planned, refused }: ReplayPlanned, output: Output): void {
  for (const warning of warningsOf(planned)) {
    output.note(warning);
  }
  showRefused(refused, output);
}

function warningsOf(planned: readonly PlannedEvent[]): readonly string[] {
  const results = planned.filter(({ hasResult }) => hasResult).length;
  const lost = planned.filter(({ bodyLost }) => bodyLost).length;
  return [
    ...(results > 0
      ? [
          `${results} of these ${results === 1 ? 'has' : 'have'} a result. The provider is asked again; if that brings nothing (no answer, no data, another document), the event returns to its present result.`,
        ]
      : []),
    ...(lost > 0
      ? [
          `${lost} ${lost === 1 ? 'has lost its' : 'have lost their'} webhook body: the provider is asked by the ids in the record; the result will hold no event (eventBodyLost).`,
        ]
      : []),
  ];
}

function showRefused(refused: readonly RefusedEvent[], output: Output): void {
  output.table(['not replayed', 'because'], refused.slice(0, ROWS).map(refusalRow));
}

/** What was done, or would be; and what was refused since the plan was shown. Any refusal makes the command fail. */
export function reportReplay(run: ReplayRun, reason: string | undefined, context: Context): void {
  const late = refusedLate(run.outcomes);
  const refused = [...run.plan.refused, ...late];
  const report = documentOf(run, refused, reason);
  const { output } = context;
  output.json(report);
  showRefused(late, output);
  output.line(sentence(report));
  if (run.became) {
    output.line(endings(run.became));
  } else if (report.done > 0) {
    output.line('Say --wait to be told what becomes of them, or see `inbox events show`.');
  }
  if (refused.length > 0 || (!run.dryRun && report.left > 0) || isAnyBad(run.became)) {
    context.exitCode = EXIT.failed;
  }
  if (run.isStopped) {
    context.exitCode = EXIT.stopped;
  }
}

/** `2 stored, 1 failed again (permanent 1), 0 still open.` */
function endings(became: ReadonlyMap<string, Became>): string {
  const all = [...became.values()];
  const parts = BECAME.map((one) => ({ one, found: all.filter((each) => each.became === one) }))
    .filter(({ one, found }) => found.length > 0 || ALWAYS_TOLD.includes(one))
    .map(({ one, found }) => `${found.length} ${ENDINGS[one]}${kindsOf(found)}`);
  return `${parts.join(', ')}.`;
}

const ALWAYS_TOLD: readonly Became['became'][] = ['stored', 'failed', 'open'];

const ENDINGS: Readonly<Record<Became['became'], string>> = {
  stored: 'stored',
  extraction_failed: 'without an extraction (the provider says it failed)',
  archived: 'archived',
  failed: 'failed again',
  unchanged: 'unchanged, since the provider had nothing better',
  open: 'still open',
};

function kindsOf(found: readonly Became[]): string {
  const kinds = found.flatMap(({ kind }) => kind ?? []);
  const counted = [...new Set(kinds)].map(
    (kind) => `${kind} ${kinds.filter((each) => each === kind).length}`,
  );
  return counted.length === 0 ? '' : ` (${counted.join(', ')})`;
}

function isAnyBad(became: ReadonlyMap<string, Became> | undefined): boolean {
  return [...(became?.values() ?? [])].some(({ became: one }) =>
    ['failed', 'unchanged', 'open'].includes(one),
  );
}

function documentOf(
  { dryRun, plan, outcomes, became }: ReplayRun,
  refused: readonly RefusedEvent[],
  reason: string | undefined,
): z.infer<typeof replayReport> {
  const events = plan.planned.map(({ record, way, generation, hasResult, bodyLost }) => {
    const outcome = outcomes.get(record.pk);
    const by = outcome?.outcome === 'done' ? outcome.by : undefined;
    const end = became?.get(by ?? record.pk);
    return {
      key: record.pk,
      status: record.status,
      way,
      generation,
      hasResult,
      bodyLost,
      outcome: outcome?.outcome ?? ('left' as const),
      ...(by !== undefined && { by }),
      ...end,
    };
  });
  return {
    dryRun,
    reason: reason ?? null,
    planned: events.length,
    ways: countWays(plan.planned),
    doneBefore: plan.doneBefore,
    done: events.filter(({ outcome }) => outcome === 'done').length,
    left: events.filter(({ outcome }) => outcome === 'left').length,
    events,
    refused: [...refused],
  };
}

function refusedLate(outcomes: ReplayRun['outcomes']): RefusedEvent[] {
  return [...outcomes].flatMap(([key, outcome]) =>
    outcome.outcome === 'refused' ? [{ key, because: outcome.because }] : [],
  );
}

function planRow({ record, way, generation }: PlannedEvent): string[] {
  return [record.pk, record.status, way === 'replay' ? `${WAYS[way]} ${generation}` : WAYS[way]];
}

function refusalRow({ key, because }: RefusedEvent): string[] {
  return [key, `${because}: ${REFUSAL_REMEDIES[because] ?? 'see `inbox events show`'}`];
}

function sentence(report: z.infer<typeof replayReport>): string {
  const parts = report.dryRun
    ? [`${report.planned} would be replayed`]
    : [`${report.done} of ${report.planned} queued to run again`];
  const { doneBefore, left, refused, dryRun } = report;
  return [
    ...parts,
    ...(doneBefore > 0
      ? [
          `${doneBefore} skipped: already replayed with this reason; use another --reason to replay them again`,
        ]
      : []),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(left > 0 && !dryRun ? [`${left} left as they were: run the same again for them`] : []),
  ]
    .join('; ')
    .concat(dryRun ? '. Nothing was changed.' : '.');
}
