import { MAX_RETRY_AFTER_MS } from '../../domain/lifecycle/retry-policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import { NO_TOTALS } from '../../domain/reconcile/reconcile';
import { toIso } from '../../domain/record/event-record';
import type { Place, ReconcileContext } from './reconcile-context';
import type { ReconcileReport } from './reconcile-deps';
import { busy, reportOf, saveState } from './reconcile-report';

/** After a 429 without `Retry-After`. */
const DEFAULT_PAUSE_MS = 60_000;

interface Problem {
  readonly context: ReconcileContext;
  /** Not one page was had. */
  readonly isFirst: boolean;
}

/**
 * What a failed page leads to: the run ends, and the next one goes on; a provider that gave nothing at all is an error. A place
 * from an earlier run that is refused is left, and this run goes on from the beginning; a place that the provider gave a moment
 * ago would be refused by the next run too, and no document behind it ever be seen: that is an error.
 */
export async function handleReconcileFailure(
  error: unknown,
  place: Place,
  { context, isFirst }: Problem,
): Promise<ReconcileReport | Place> {
  if (!(error instanceof ProviderError)) {
    throw error;
  }
  if (error.kind === 'throttled') {
    return pause(error, place, context);
  }
  if (error.kind === 'credentials') {
    const { source, deps } = context;
    deps.telemetry.count('CredentialsRejected', { provider: source.provider.manifest.id });
    return reportOf('paused', context, { because: error.message, pass: place.pass });
  }
  const isRefused = error.kind === 'permanent' || error.kind === 'not_found';
  if (isRefused && isFirst && place.pass.cursor !== undefined) {
    return restart(error, place, context);
  }
  if (isFirst || isRefused) {
    throw error;
  }
  return reportOf('paused', context, { because: error.message, pass: place.pass });
}

/** No run asks again before the provider allows it. */
async function pause(
  error: ProviderError,
  { state, pass }: Place,
  context: ReconcileContext,
): Promise<ReconcileReport> {
  const wait = Math.min(error.retryAfter ?? DEFAULT_PAUSE_MS, MAX_RETRY_AFTER_MS);
  const notBefore = toIso(context.deps.clock.now() + wait);
  await saveState({ ...state, version: state.version + 1, notBefore, pass }, context);
  return reportOf('paused', context, { because: error.message, notBefore, pass });
}

/** How long a place lives is not documented. What was captured stays known. */
async function restart(
  error: ProviderError,
  { state, pass }: Place,
  context: ReconcileContext,
): Promise<ReconcileReport | Place> {
  const { cursor: _, seen: __, ...rest } = pass;
  const anew = { ...rest, ...NO_TOTALS };
  const place = { state: { ...state, version: state.version + 1, pass: anew }, pass: anew };
  const because = `The pass begins anew, since its place was refused: ${error.message}`;
  context.deps.telemetry.log('warn', because, { source: context.source.id });
  return (await saveState(place.state, context)) ? place : busy(context);
}
