import type { Command } from 'commander';
import * as z from 'zod';
import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import type { Source } from '../../lambda/usecases/source';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { requireSource } from '../operations/events/find-event';
import { reconcileDeps, reconcileToTheEnd } from '../operations/reconcile-source';
import { EXIT } from '../terminal/exit-codes';
import { time } from '../terminal/option-values';

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
export function addReconcile(program: Command, context: Context): void {
  program
    .command('reconcile [source]')
    .description('list what the provider finished, and capture what never arrived')
    .option('--since <time>', 'a backfill from then on, beyond the horizon: 30d, or ISO 8601', time)
    .option('--dry-run', 'say what the next run would capture (of at most 200 pages), and change nothing')
    .action(async (source: string | undefined, options: ReconcileCommandOptions) => {
      const inbox = await context.connect();
      const ids = source === undefined ? [...inbox.sources.keys()] : [requireSource(source, inbox, 'Source')];
      const signal = context.stopAsked();
      const reports: SourceReport[] = [];
      for (const id of ids) {
        const found = inbox.sources.get(id);
        if (found && signal.aborted) {
          reports.push({ source: id, outcome: 'paused', reason: 'Not started.', totals: NO_TOTALS });
        } else if (found) {
          reports.push(await reconcileOne(found, options, { inbox, context, signal }));
        }
      }
      showReports(reports, options.dryRun === true, source !== undefined, context);
      if (signal.aborted) {
        context.exitCode = EXIT.stopped;
      }
    });
}

async function reconcileOne(
  source: Source,
  { since, dryRun }: ReconcileCommandOptions,
  {
    inbox,
    context,
    signal,
  }: { readonly inbox: Inbox; readonly context: Context; readonly signal: AbortSignal },
): Promise<SourceReport> {
  const progress = context.output.progress(0, `${source.id}: documents`);
  const deps = reconcileDeps(source, inbox, (text) => context.output.note(text));
  const from = since?.(context.now());
  let done = 0;
  const run = {
    dryRun: dryRun === true,
    ...(from !== undefined && { since: from }),
    onProgress: ({ rows = 0, total }: { rows?: number | undefined; total?: number | undefined }) => {
      progress.total(total ?? rows);
      progress.advance(Math.max(0, rows - done));
      done = Math.max(done, rows);
    },
  };
  try {
    return await reconcileToTheEnd(source, run, { deps, signal });
  } catch (error) {
    if (error instanceof ProviderError) {
      return { source: source.id, outcome: 'failed', reason: error.message, totals: NO_TOTALS };
    }
    throw error;
  } finally {
    progress.stop();
  }
}

function showReports(
  sources: readonly SourceReport[],
  dryRun: boolean,
  isNamed: boolean,
  context: Context,
): void {
  context.output.json({ dryRun, sources });
  context.output.table(
    [
      'source',
      'outcome',
      'listed',
      'known',
      dryRun ? 'would be captured' : 'captured',
      'too old to capture',
      'reason',
    ],
    sources.map(({ source, outcome, totals, reason, notBefore }) => {
      const why = [reason, notBefore && `not before ${notBefore}`].filter(Boolean).join(' ');
      return [source, outcome, totals.listed, totals.matched, totals.missing, totals.unrecoverable, why];
    }),
  );
  // A source that is off is a choice, unless it was named.
  if (sources.some(({ outcome }) => outcome !== 'complete' && (isNamed || outcome !== 'off'))) {
    context.exitCode = EXIT.failed;
  }
}
