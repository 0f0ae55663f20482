import { NO_TOTALS } from '../../domain/reconcile/reconcile';
import type { ReconcilePass, ReconcileState } from '../../domain/reconcile/reconcile-state';
import type { ReconcileContext } from './reconcile-context';
import type { ReconcileReport } from './reconcile-deps';

interface ReportDetails {
  readonly because?: string | undefined;
  readonly notBefore?: string | undefined;
  readonly pass?: ReconcilePass | undefined;
}

export function reportOf(
  outcome: ReconcileReport['outcome'],
  { source }: ReconcileContext,
  { because, notBefore, pass }: ReportDetails = {},
): ReconcileReport {
  const { pages, looked, matched, missing, unrecoverable } = pass ?? NO_TOTALS;
  return {
    source: source.id,
    outcome,
    ...(because !== undefined && { because }),
    ...(notBefore !== undefined && { notBefore }),
    ...(pass && { since: pass.since }),
    totals: { pages, looked, matched, missing, unrecoverable },
  };
}

/** Of two runs at once, what the slower one says. */
export function busy(context: ReconcileContext): ReconcileReport {
  return reportOf('busy', context, { because: 'Another run of this source was faster, and goes on.' });
}

/** False: another run has gone on meanwhile. A dry run leaves no trace. */
export async function saveState(
  state: ReconcileState,
  { key, options, deps }: ReconcileContext,
): Promise<boolean> {
  return options.dryRun === true || deps.states.save(key, state);
}
