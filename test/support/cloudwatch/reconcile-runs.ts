import type { ListedPage, ListRequest, Reconciliation } from '../../../lambda/domain/provider/provider';
import { toIso } from '../../../lambda/domain/record/event-record';
import type { Telemetry } from '../../../lambda/usecases/ports';
import type { ReconcileDeps } from '../../../lambda/usecases/reconcile/reconcile-deps';
import { reconcileProvider } from '../../../lambda/usecases/reconcile/reconcile-provider';
import { reconcileSource } from '../../../lambda/usecases/reconcile/reconcile-source';
import type { Source } from '../../../lambda/usecases/source';
import { neutralProvider } from '../../simulated/neutral/neutral-provider';
import type { World } from '../../simulated/world';

const HOUR_MS = 3_600_000;

/** A document that the provider finished an hour ago. */
export function finished(world: World): ListedPage {
  const at = toIso(world.clock.now() - HOUR_MS);
  const document = { documentId: 'doc-1', state: 'extracted', createdAt: at, updatedAt: at } as const;
  return { documents: [document], unusable: [] };
}

/** One run of a source's reconciler over a table that knows nothing, with the provider's list as given. */
export async function reconcileOnce(
  world: World,
  list: (request: ListRequest<unknown>) => ListedPage | Promise<ListedPage>,
  telemetry: Telemetry,
): Promise<void> {
  const { source, deps } = reconciled(world, list, telemetry);
  const states = { load: async () => undefined, save: async () => true };
  await reconcileSource(source, { deadline: Number.POSITIVE_INFINITY }, { ...deps, states });
}

/** One start of a reconciler of one source. */
export async function startReconciler(
  world: World,
  list: (request: ListRequest<unknown>) => ListedPage | Promise<ListedPage>,
  telemetry: Telemetry,
): Promise<void> {
  const { source, deps } = reconciled(world, list, telemetry);
  await reconcileProvider([source], { deadline: world.clock.now() + HOUR_MS, isScheduled: true }, deps);
}

function reconciled(
  world: World,
  list: (request: ListRequest<unknown>) => ListedPage | Promise<ListedPage>,
  telemetry: Telemetry,
): { readonly source: Source; readonly deps: ReconcileDeps } {
  const reconciliation: Reconciliation = {
    missingOption: () => undefined,
    blindSpots: [],
    list: async (request) => list(request),
    body: (id, { documentId }) => Buffer.from(JSON.stringify({ id, type: 'done', document: documentId })),
  };
  const from = toIso(world.clock.now() - 24 * HOUR_MS);
  const reconcileSettings = { from, everyMinutes: 60, horizonDays: 30, settleMinutes: 15 };
  const source = {
    ...world.source,
    provider: { ...neutralProvider, reconciliation },
    reconcile: reconcileSettings,
  };
  const documents: ReconcileDeps['documents'] = { async *listEvents() {} };
  return { source, deps: { ...world.reconcileDeps(), telemetry, documents } };
}
