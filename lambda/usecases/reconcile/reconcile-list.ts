import { MAX_RESULT_BYTES } from '../../domain/lifecycle/policy';
import type { ReconcilePass } from '../../domain/reconcile/reconcile-state';
import type { ListedPage } from '../../domain/reconcile/reconciliation';
import { withFreshToken } from '../process/fetch-result';
import type { ReconcileContext } from './reconcile-context';

/** One page, the wait for its turn included. */
const LIST_MS = 25_000;

/** Asks the provider for the pass's next page, at the source's pace. @throws ProviderError */
export function listPage(pass: ReconcilePass, context: ReconcileContext): Promise<ListedPage> {
  const { source, reconciliation, deps } = context;
  const now = deps.clock.now();
  const onThrottled = () => deps.telemetry.count('Throttled', { provider: source.provider.manifest.id });
  return withFreshToken(source, deps.tokens, (apiToken) =>
    reconciliation.list({
      options: source.options,
      http: deps.gate.guard(deps.http, onThrottled),
      apiToken,
      now,
      deadline: now + LIST_MS,
      maxBytes: MAX_RESULT_BYTES,
      since: Date.parse(pass.since),
      cursor: pass.cursor,
    }),
  );
}
