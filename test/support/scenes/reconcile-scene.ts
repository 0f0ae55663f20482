import type { ListedDocument, ListedPage } from '../../../lambda/domain/provider/provider';
import { toIso } from '../../../lambda/domain/record/event-record';
import type {
  ReconcileDeps,
  ReconcileOptions,
  ReconcileReport,
} from '../../../lambda/usecases/reconcile/reconcile-deps';
import { reconcileSource } from '../../../lambda/usecases/reconcile/reconcile-source';
import { constant, respond } from '../../simulated/provider-stand-in';
import type { World, WorldOptions } from '../../simulated/world';
import { bareWorld, processVisible } from './scene';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const SETTINGS = { everyMinutes: 60, horizonDays: 20, settleMinutes: 15 };

/** A world whose source is reconciled, ten days after the reconciler's first run. */
export async function reconciledWorld(options: WorldOptions = {}): Promise<World> {
  const world = bareWorld({ reconcile: SETTINGS, ...options });
  givenList(world, []);
  await run(world);
  world.api.asked.clear();
  world.clock.advanceTo(world.clock.now() + 10 * DAY);
  return world;
}

/** A document the provider finished `age` milliseconds ago. */
export function finished(
  world: World,
  id: string,
  age = HOUR,
  change: Partial<ListedDocument> = {},
): ListedDocument {
  const at = toIso(world.clock.now() - age);
  world.api.behaviours.set(`/documents/${id}`, constant);
  return { documentId: id, state: 'extracted', createdAt: at, updatedAt: at, ...change };
}

/** The provider's list, page by page. */
export function givenList(world: World, ...pages: readonly (readonly ListedDocument[])[]): void {
  for (const [index, documents] of pages.entries()) {
    const isLast = index === pages.length - 1;
    givenPage(world, index, { documents, unusable: [], ...(!isLast && { next: String(index + 1) }) });
  }
}

export function givenPage(world: World, index: number, page: ListedPage): void {
  world.api.behaviours.set(`/finished/${index}`, () => respond(200, page));
}

/** Ids of the documents captured so far. */
export function captured(world: World): string[] {
  const records = [...world.store.records.values()];
  return records.filter(({ origin }) => origin === 'reconciled').map(({ documentId = '' }) => documentId);
}

/** How often a page of the list was asked for, all together. */
export function pagesAsked(world: World): number {
  const asked = [...world.api.asked].filter(([path]) => path.startsWith('/finished/'));
  return asked.reduce((sum, [, times]) => sum + times, 0);
}

/** One run with time enough. */
export function run(
  world: World,
  options: Partial<ReconcileOptions> = {},
  deps: ReconcileDeps = world.reconcileDeps(),
): Promise<ReconcileReport> {
  return reconcileSource(world.source, { deadline: Number.POSITIVE_INFINITY, ...options }, deps);
}

/** A webhook of the document, received now and worked on. */
export async function received(
  world: World,
  id: string,
  type: 'done' | 'failed' = 'done',
  at?: string,
): Promise<void> {
  const body = { id: `evt-${id}`, type, document: id, ...(at !== undefined && { at }) };
  await world.receiver().receive(world.delivery(body));
  await processVisible(world);
}
