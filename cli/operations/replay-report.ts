import * as z from 'zod';
import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { splitReasons } from '../../lambda/domain/lifecycle/recovery-transitions';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { toStoredResult } from '../../lambda/domain/result/stored-result';
import {
  RECOVERY_ACTIONS,
  type RecoveryAction,
  type RecoveryOutcome,
} from '../../lambda/usecases/recover/recover-event';
import type { RecoveryRun, ReplayPlan } from './recover-events';

/** How a replayed event ended. `unchanged`: it returned to its former state. `open`: it is not final yet. */
export const CONCLUSIONS = [
  'stored',
  'extraction_failed',
  'archived',
  'failed',
  'unchanged',
  'open',
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** The document of `replay --json`. */
export const replayReport = z.strictObject({
  dryRun: z.boolean(),
  reason: z.string().nullable(),
  /** How many would be, or were to be, replayed: equals `done` when nothing came between. */
  planned: z.number(),
  actions: z.record(z.enum(RECOVERY_ACTIONS), z.number()),
  /** Left out: replayed with the same reason before. */
  skipped: z.number(),
  /** Queued to run again. */
  done: z.number(),
  /** Planned and not tried, because the run was interrupted or failed. */
  left: z.number(),
  events: z.array(
    z.strictObject({
      key: z.string(),
      status: z.string(),
      action: z.enum(RECOVERY_ACTIONS),
      generation: z.number(),
      /** It had a result before, and returns to it when the provider has nothing better. */
      hasResult: z.boolean(),
      /** Its webhook body is gone: the provider is asked by the ids in the record, and the result will hold no event. */
      bodyLost: z.boolean(),
      outcome: z.enum(['done', 'refused', 'left']),
      /** The real event a quarantined body became. */
      supersededBy: z.string().optional(),
      /** With --wait: how it ended. */
      conclusion: z.enum(CONCLUSIONS).optional(),
      /** Kind of the error it met. */
      kind: z.string().optional(),
    }),
  ),
  refused: z.array(z.strictObject({ key: z.string(), refusal: z.string() })),
});

type ReplayedEvent = z.infer<typeof replayReport>['events'][number];
export type ReplayReport = ReturnType<typeof createReplayReport>;

export interface Replayed extends Pick<RecoveryRun<RecoveryOutcome>, 'outcomes'> {
  readonly dryRun: boolean;
  readonly plan: ReplayPlan;
  readonly reason: string | undefined;
  /** With --wait: the records as they stand now. */
  readonly records?: ReadonlyMap<string, EventRecord> | undefined;
}

/** What became of a plan, or would. */
export function createReplayReport({ dryRun, plan, outcomes, records, reason }: Replayed) {
  const events = plan.planned.map(({ record, action, generation, bodyLost }): ReplayedEvent => {
    const { pk: key, status } = record;
    const outcome = outcomes.get(key);
    const runs = outcome?.outcome === 'done' ? outcome.pk : undefined;
    return {
      key,
      status,
      action,
      generation,
      hasResult: toStoredResult(record) !== undefined,
      bodyLost,
      outcome: outcome?.outcome ?? 'left',
      ...(runs !== undefined && runs !== key && { supersededBy: runs }),
      ...(runs !== undefined && records && concludeReplay(records.get(runs))),
    };
  });
  const refusedLate = [...outcomes].flatMap(([key, outcome]) =>
    outcome.outcome === 'refused' ? [{ key, refusal: outcome.refusal }] : [],
  );
  const count = (holds: (event: ReplayedEvent) => boolean) => events.filter(holds).length;
  const actions = RECOVERY_ACTIONS.map((name) => [name, count(({ action }) => action === name)]);
  return {
    dryRun,
    reason: reason ?? null,
    planned: events.length,
    actions: Object.fromEntries(actions) as Record<RecoveryAction, number>,
    skipped: plan.skipped,
    done: count(({ outcome }) => outcome === 'done'),
    left: count(({ outcome }) => outcome === 'left'),
    events,
    refused: [...plan.refused, ...refusedLate],
  } satisfies z.infer<typeof replayReport>;
}

/** How a replayed event ended, by its record, and the kind of the error it met. */
function concludeReplay(record: EventRecord | undefined): Pick<ReplayedEvent, 'conclusion' | 'kind'> {
  const kind = record?.lastError?.kind;
  if (!record || !isFinal(record.status)) {
    // Before its first attempt the error is that of its former life.
    return { conclusion: 'open', ...(record?.attempts && kind ? { kind } : {}) };
  }
  // Opening the event removed what an earlier replay had met, so this is what this one met.
  const { replayKind } = splitReasons(record.lastError?.message ?? '');
  if (replayKind !== undefined) {
    return { conclusion: 'unchanged', kind: replayKind };
  }
  switch (record.status) {
    case 'STORED':
      return { conclusion: 'stored' };
    case 'EXTRACTION_FAILED':
      return { conclusion: 'extraction_failed' };
    case 'FAILED':
      return { conclusion: 'failed', ...(kind && { kind }) };
    default:
      return { conclusion: 'archived' };
  }
}
