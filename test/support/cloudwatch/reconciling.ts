import { neutralProvider } from '../../../explorer/simulated/neutral-provider';
import type { World } from '../../../explorer/simulated/world';
import { toIso } from '../../../lambda/domain/event-record';
import type { ListedPage, ListRequest, Reconciliation } from '../../../lambda/domain/reconciliation';
import type { Telemetry } from '../../../lambda/usecases/ports';
import { reconcile } from '../../../lambda/usecases/reconcile';

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
  const reconciliation: Reconciliation = {
    lacking: () => undefined,
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
  const { ports, policy } = world;
  await reconcile(
    source,
    { deadline: Number.POSITIVE_INFINITY },
    {
      ...ports,
      policy,
      telemetry,
      documents: { async *eventsOf() {} },
      states: { load: async () => undefined, save: async () => true },
      gate: world.newGate(),
    },
  );
}
