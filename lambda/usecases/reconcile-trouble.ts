import { ProviderError } from '../domain/error-kinds';
import { toIso } from '../domain/event-record';
import { NO_TOTALS } from '../domain/reconcile';
import { MAX_RETRY_AFTER_MS } from '../domain/retry-policy';
import type { Place, ReconcileContext } from './reconcile-context';
import type { ReconcileReport } from './reconcile-deps';
import { reportOf, saveState } from './reconcile-report';

/** After a 429 without `Retry-After`. */
const DEFAULT_PAUSE_MS = 60_000;

interface Trouble {
  readonly context: ReconcileContext;
  /** Not one page was had. */
  readonly isFirst: boolean;
}

/** What a failed page leads to: the run ends, and the next one goes on; a provider that gave nothing at all is an error. */
export async function settleTrouble(
  error: unknown,
  place: Place,
  { context, isFirst }: Trouble,
): Promise<ReconcileReport> {
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
  if (isRefused && place.pass.cursor !== undefined) {
    return restart(error, place, context);
  }
  if (isFirst) {
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

/** A place the provider does not know any more is left: how long one lives is not documented. What was captured stays known. */
async function restart(
  error: ProviderError,
  { state, pass }: Place,
  context: ReconcileContext,
): Promise<ReconcileReport> {
  const { cursor: _, seen: __, ...rest } = pass;
  const anew = { ...rest, ...NO_TOTALS };
  await saveState({ ...state, version: state.version + 1, pass: anew }, context);
  const because = `The pass begins anew, since its place was refused: ${error.message}`;
  context.deps.telemetry.log('warn', because, { source: context.source.id });
  return reportOf('paused', context, { because, pass: anew });
}
