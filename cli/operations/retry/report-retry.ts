import * as z from 'zod';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import type { RetryOutcome } from '../../../lambda/usecases/recover/retry-event';
import type { Context } from '../../connection/context';
import { EXIT } from '../../terminal/exit-codes';
import type { RetryRun } from './run-retry';

/** More rows than this are no overview: --json has them all. */
const ROWS = 20;

const OUTCOMES = [
  'retried',
  'waits_for_provider',
  'due',
  'leased',
  'final',
  'unknown_source',
  'unknown_event',
  'changed',
  'left',
] as const;

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

/** What a person may expect, or do, by outcome. */
const WORDS: Readonly<Record<(typeof OUTCOMES)[number], (row: Row) => string>> = {
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
/** What needs no person: it is tried, or will be. */
const FINE: readonly string[] = ['retried', 'waits_for_provider', 'due', 'leased'];

interface Shown {
  readonly dryRun: boolean;
  /** Ctrl-C ended it. */
  readonly isStopped: boolean;
  readonly context: Context;
}

/** What became of each event. Ends with 1 where something needs a person. */
export function reportRetry(
  records: readonly EventRecord[],
  { outcomes }: RetryRun,
  { dryRun, isStopped, context }: Shown,
): void {
  const events = records.map(({ pk }) => rowOf(pk, outcomes.get(pk)));
  const count = (outcome: Row['outcome']) => events.filter((row) => row.outcome === outcome).length;
  const [retried, left] = [count('retried'), count('left')];
  const { output } = context;
  output.json({ dryRun, retried, left, events } satisfies z.infer<typeof retryReport>);
  output.table(
    ['event', dryRun ? 'would be' : 'now'],
    events.slice(0, ROWS).map((row) => [row.key, WORDS[row.outcome](row)]),
  );
  if (events.length > ROWS) {
    output.line(`… and ${events.length - ROWS} more (--json lists all)`);
  }
  const others = OUTCOMES.slice(1).flatMap((name) => (count(name) > 0 ? [`${count(name)} ${name}`] : []));
  const sum = `${retried} of ${events.length} ${dryRun ? 'would be tried now' : 'tried now'}`;
  output.line(`${[sum, ...others].join('; ')}.${dryRun ? ' Nothing was changed.' : ''}`);
  if (events.some(({ outcome }) => !FINE.includes(outcome))) {
    context.exitCode = EXIT.failed;
  }
  if (isStopped) {
    context.exitCode = EXIT.stopped;
  }
}

function rowOf(key: string, outcome: RetryOutcome | undefined): Row {
  if (outcome && 'until' in outcome) {
    return { key, ...outcome, until: toIso(outcome.until) };
  }
  return { key, ...(outcome ?? { outcome: 'left' as const }) };
}
