import type { PowertoolsTelemetry } from '../../../lambda/adapters/telemetry/powertools-telemetry';
import type { ListedPage, ListRequest } from '../../../lambda/domain/provider/provider';
import { sweep } from '../../../lambda/usecases/sweep/sweep-events';
import type { World } from '../../simulated/world';
import { overriding, unavailable } from '../scenes/overriding';
import { bareWorld, EVENT, processVisible, setRecord } from '../scenes/scene';
import { reconcileOnce } from './reconcile-runs';

/** One invocation of a function, through its real use case. */
export interface Invocation {
  readonly service: 'ingest' | 'process' | 'sweep' | 'reconcile';
  readonly run: (telemetry: PowertoolsTelemetry) => Promise<unknown>;
}

type Override = (world: World) => Partial<World['ports']>;

const nothing: Override = () => ({});

export function invokeIngest(
  given: () => World | Promise<World>,
  body: Parameters<World['delivery']>[0],
  override = nothing,
): Invocation {
  return {
    service: 'ingest',
    run: async (telemetry) => {
      const world = await given();
      const ports = { ...world.ports, ...override(world), telemetry };
      await world.receiver(ports).receive(world.delivery(body));
    },
  };
}

export function invokeProcessor(given: () => Promise<World>, override = nothing): Invocation {
  return {
    service: 'process',
    run: async (telemetry) => {
      const world = await given();
      await processVisible(world, world.processDeps({ ...world.ports, ...override(world), telemetry }));
    },
  };
}

/** Thirteen hours after an event was claimed whose message could not be sent. */
export function invokeSweeper(options: Parameters<typeof bareWorld>[0], changes = {}): Invocation {
  return {
    service: 'sweep',
    run: async (telemetry) => {
      const world = bareWorld(options);
      const queue = overriding(world.ports.queue, { send: unavailable });
      await world.receiver({ ...world.ports, queue }).receive(world.delivery(EVENT));
      setRecord(world, changes);
      await sweepLater(world, telemetry);
    },
  };
}

/** One sweep, thirteen hours from now. */
export async function sweepLater(world: World, telemetry: PowertoolsTelemetry): Promise<void> {
  world.clock.advance(13 * 3_600_000);
  await sweep(world.sweepDeps({ ...world.ports, telemetry }), { deadline: Number.POSITIVE_INFINITY });
}

type List = (world: World, request: ListRequest<unknown>) => ListedPage | Promise<ListedPage>;

export function invokeReconciler(list: List, given: (world: World) => unknown = () => {}): Invocation {
  return {
    service: 'reconcile',
    run: async (telemetry) => {
      const world = bareWorld();
      given(world);
      await reconcileOnce(world, (request) => list(world, request), telemetry);
    },
  };
}
