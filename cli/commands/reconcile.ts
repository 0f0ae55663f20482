import * as z from 'zod';
import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import type { ReconcileDeps, ReconcileOptions } from '../../lambda/usecases/reconcile/reconcile-deps';
import type { Source } from '../../lambda/usecases/source';
import { requireSource } from '../operations/events/find-event';
import { reconcileDeps, reconcileToTheEnd } from '../operations/reconcile-source';
import { EXIT } from '../terminal/errors';
import { time } from '../terminal/option-values';
import type { Output } from '../terminal/output';
import { column } from '../terminal/table';
import type { InboxCommand } from './command';

/** The document of `reconcile --json`. */
export const reconcileReport = z.strictObject({
  dryRun: z.boolean(),
  sources: z.array(
    z.strictObject({
      source: z.string(),
      outcome: z.enum(['complete', 'paused', 'off', 'busy', 'failed']),
      reason: z.string().optional(),
      notBefore: z.string().optional(),
      since: z.string().optional(),
      totals: z.strictObject({
        pages: z.number(),
        listed: z.number(),
        matched: z.number(),
        missing: z.number(),
        unrecoverable: z.number(),
      }),
      /** Listed in this run and left to their webhooks, since they changed a moment ago: a later run looks at them. */
      tooYoung: z.number(),
    }),
  ),
});

type SourceReport = z.infer<typeof reconcileReport>['sources'][number];

interface ReconcileCommandOptions {
  readonly since?: (now: number) => number;
  readonly dryRun?: true;
}

const NO_TOTALS = { pages: 0, listed: 0, matched: 0, missing: 0, unrecoverable: 0 };

/** `reconcile`: lists the providers' finished documents, and captures those that never arrived. */
export const reconcile: InboxCommand<ReconcileCommandOptions> = {
  options: (command) =>
    command
      .option('--since <time>', 'a backfill from then on, beyond the horizon: 30d, or ISO 8601', time)
      .option('--dry-run', 'say what the next run would capture (of at most 200 pages), and change nothing'),

  async run({ since, dryRun = false }, context, [named]) {
    const { output } = context;
    const inbox = await context.connect();
    const ids = named === undefined ? [...inbox.sources.keys()] : [requireSource(named, inbox)];
    const signal = context.stopAsked();
    const from = since?.(context.now());
    const run = { dryRun, signal, ...(from !== undefined && { since: from }) };
    const sources: SourceReport[] = [];
    for (const id of ids) {
      const source = inbox.sources.get(id);
      if (source && signal.aborted) {
        sources.push({
          source: id,
          outcome: 'paused',
          reason: 'Not started.',
          totals: NO_TOTALS,
          tooYoung: 0,
        });
      } else if (source) {
        const deps = reconcileDeps(source, inbox, (text) => output.note(text));
        sources.push(await reconcileOne(source, run, deps, output));
      }
    }
    output.json({ dryRun, sources });
    const captured = dryRun ? 'would be captured' : 'captured';
    output.table(
      [
        column('source', 'text', 5),
        column('outcome', 'text', 6),
        column('listed', 'number', 2, 6),
        column('known', 'number', 2, 5),
        column(captured, 'number', 4, 8),
        column('too young', 'number', 3, 9),
        column('too old', 'number', 3, 7),
      ],
      sources.map(({ source, outcome, totals, tooYoung }) => {
        const { listed, matched, missing, unrecoverable } = totals;
        return [source, outcome, listed, matched, missing, tooYoung, unrecoverable];
      }),
    );
    for (const { source, reason, notBefore } of sources) {
      const why = [reason, notBefore && `Not before ${notBefore}.`].filter(Boolean);
      if (why.length > 0) {
        output.line(`${source}: ${why.join(' ')}`);
      }
    }
    if (signal.aborted) {
      return EXIT.stopped;
    }
    // A source that is off is a choice, unless it was named.
    const isDone = sources.every(({ outcome }) => outcome === 'complete' || (!named && outcome === 'off'));
    return isDone ? EXIT.done : EXIT.failed;
  },
};

function reconcileOne(
  source: Source,
  run: Omit<ReconcileOptions, 'deadline'>,
  deps: ReconcileDeps,
  output: Output,
): Promise<SourceReport> {
  return output.progress(0, `${source.id}: documents`, async (progress) => {
    let [done, tooYoung] = [0, 0];
    const onProgress: ReconcileOptions['onProgress'] = ({ rows = 0, total, tooYoung: young }) => {
      tooYoung += young;
      progress.total(total ?? rows);
      progress.advance(Math.max(0, rows - done));
      done = Math.max(done, rows);
    };
    try {
      return { ...(await reconcileToTheEnd(source, { ...run, onProgress }, deps)), tooYoung };
    } catch (error) {
      if (error instanceof ProviderError) {
        return { source: source.id, outcome: 'failed', reason: error.message, totals: NO_TOTALS, tooYoung };
      }
      throw error;
    }
  });
}
