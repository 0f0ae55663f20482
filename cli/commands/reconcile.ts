import type { Command } from 'commander';
import * as z from 'zod';
import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import type { Source } from '../../lambda/usecases/source';
import type { Context } from '../connection/context';
import type { Inbox } from '../connection/inbox';
import { requireSource } from '../operations/events/find-event';
import { reconcileDeps, reconcileToTheEnd, type WholeRun } from '../operations/reconcile-source';
import { EXIT } from '../terminal/exit-codes';
import { time } from '../terminal/option-values';

const totalsSchema = z.strictObject({
  pages: z.number(),
  looked: z.number(),
  matched: z.number(),
  missing: z.number(),
  unrecoverable: z.number(),
});

/** The document of `reconcile --json`. */
export const reconcileReport = z.strictObject({
  dryRun: z.boolean(),
  sources: z.array(
    z.strictObject({
      source: z.string(),
      outcome: z.enum(['complete', 'paused', 'off', 'busy', 'failed']),
      because: z.string().optional(),
      notBefore: z.string().optional(),
      since: z.string().optional(),
      totals: totalsSchema,
    }),
  ),
});

type Reported = z.infer<typeof reconcileReport>['sources'][number];

interface Options {
  readonly since?: (now: number) => number;
  readonly dryRun?: true;
}

/** `reconcile`: asks the providers what they finished, and captures what never arrived. */
export function addReconcile(program: Command, context: Context): void {
  program
    .command('reconcile [source]')
    .description('ask the provider what it finished, and capture what never arrived')
    .option('--since <time>', 'a backfill from then on, beyond the horizon: 30d, or ISO 8601', time)
    .option('--dry-run', 'say what the next run would capture (of at most 200 pages), and change nothing')
    .action(async (source: string | undefined, options: Options) => {
      const inbox = await context.connect();
      const ids = source === undefined ? [...inbox.sources.keys()] : [requireSource(source, inbox, 'Source')];
      const signal = context.stopAsked();
      const reports: Reported[] = [];
      for (const id of ids) {
        const found = inbox.sources.get(id);
        reports.push(...(found ? [await reconcileSource(found, options, { inbox, context, signal })] : []));
      }
      report(reports, options, { context, named: source !== undefined });
      if (signal.aborted) {
        context.exitCode = EXIT.stopped;
      }
    });
}

interface Surroundings {
  readonly inbox: Inbox;
  readonly context: Context;
  readonly signal: AbortSignal;
}

async function reconcileSource(
  source: Source,
  options: Options,
  { inbox, context, signal }: Surroundings,
): Promise<Reported> {
  if (signal.aborted) {
    return { source: source.id, outcome: 'paused', because: NOT_BEGUN, totals: NO_TOTALS };
  }
  const progress = context.output.progress(0, `${source.id}: documents`);
  const deps = reconcileDeps(source, inbox, (text) => context.output.note(text));
  let rows = 0;
  const onProgress = ({
    rows: read = 0,
    total,
  }: {
    rows?: number | undefined;
    total?: number | undefined;
  }) => {
    progress.total(total ?? read);
    progress.advance(Math.max(0, read - rows));
    rows = Math.max(rows, read);
  };
  try {
    const run = { ...settingsOf(options, context), onProgress };
    return await reconcileToTheEnd(source, run, { deps, signal });
  } catch (error) {
    if (error instanceof ProviderError) {
      return { source: source.id, outcome: 'failed', because: error.message, totals: NO_TOTALS };
    }
    throw error;
  } finally {
    progress.stop();
  }
}

const NOT_BEGUN = 'Stopped before it began.';
const NO_TOTALS = { pages: 0, looked: 0, matched: 0, missing: 0, unrecoverable: 0 };

function settingsOf({ since, dryRun }: Options, context: Context): Omit<WholeRun, 'onProgress'> {
  const from = since?.(context.now());
  return { dryRun: dryRun === true, ...(from !== undefined && { since: from }) };
}

function report(
  sources: readonly Reported[],
  { dryRun }: Options,
  { context, named }: { readonly context: Context; readonly named: boolean },
): void {
  const { output } = context;
  output.json({ dryRun: dryRun === true, sources });
  const captured = dryRun ? 'would be captured' : 'captured';
  output.table(
    ['source', 'outcome', 'looked at', 'known', captured, 'beyond capture', 'because'],
    sources.map(row),
  );
  // A source that is off is a choice, unless it was asked for by name.
  if (sources.some(({ outcome }) => outcome !== 'complete' && (named || outcome !== 'off'))) {
    context.exitCode = EXIT.failed;
  }
}

function row({ source, outcome, totals, because, notBefore }: Reported) {
  const why = [because, notBefore && `not before ${notBefore}`].filter(Boolean).join(' ');
  return [source, outcome, totals.looked, totals.matched, totals.missing, totals.unrecoverable, why];
}
