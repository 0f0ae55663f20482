import * as z from 'zod';
import type { BroughtBack } from '../../lambda/usecases/replay-many';
import type { Context } from '../context';
import { EXIT } from '../exit-codes';
import type { Output } from '../output';
import { countWays, type PlannedEvent, type RefusedEvent, type ReplayPlanned } from './plan-replay';
import { REFUSAL_REMEDIES } from './refusals';

/** More rows than this are no preview: --json has them all. */
const ROWS = 20;

const WAYS = {
  redrive: 'to work again, same generation',
  replay: 'asked for again as generation',
  receive_again: 'received again from its stored body',
} as const;

/** The document of `replay --json`. */
export const replayReport = z.strictObject({
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  /** How many would be, or were to be, brought back: equals `done` when nothing came between. */
  planned: z.number(),
  ways: z.strictObject({ redrive: z.number(), replay: z.number(), receive_again: z.number() }),
  /** Left out: brought back with the same reason before. */
  doneBefore: z.number(),
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
    }),
  ),
  refused: z.array(z.strictObject({ key: z.string(), because: z.string() })),
});

export interface ReplayRun {
  readonly dryRun: boolean;
  readonly plan: ReplayPlanned;
  /** Key → what became of it. */
  readonly outcomes: ReadonlyMap<string, BroughtBack>;
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
  output.table(['not brought back', 'because'], refused.slice(0, ROWS).map(refusalRow));
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
  if (refused.length > 0 || (!run.dryRun && report.left > 0)) {
    context.exitCode = EXIT.failed;
  }
}

function documentOf(
  { dryRun, plan, outcomes }: ReplayRun,
  refused: readonly RefusedEvent[],
  reason: string | undefined,
): z.infer<typeof replayReport> {
  const events = plan.planned.map(({ record, way, generation, hasResult, bodyLost }) => {
    const outcome = outcomes.get(record.pk);
    const by = outcome?.outcome === 'done' ? outcome.by : undefined;
    return {
      key: record.pk,
      status: record.status,
      way,
      generation,
      hasResult,
      bodyLost,
      outcome: outcome?.outcome ?? ('left' as const),
      ...(by !== undefined && { by }),
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
    ? [`${report.planned} would be brought back`]
    : [`${report.done} of ${report.planned} brought back`];
  const { doneBefore, left, refused, dryRun } = report;
  return [
    ...parts,
    ...(doneBefore > 0 ? [`${doneBefore} were brought back with this reason before`] : []),
    ...(refused.length > 0 ? [`${refused.length} refused`] : []),
    ...(left > 0 && !dryRun ? [`${left} left as they were: run the same again for them`] : []),
  ]
    .join('; ')
    .concat(dryRun ? '. Nothing was changed.' : '.');
}
