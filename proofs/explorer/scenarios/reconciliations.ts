import type { ListedDocument, ListedPage } from '../../../lambda/domain/provider/provider';
import { reconciledEventId } from '../../../lambda/domain/reconcile/reconcile-scan';
import { reconcileKey } from '../../../lambda/domain/reconcile/reconcile-state';
import { eventKey } from '../../../lambda/domain/record/keys';
import { changing, respond } from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import { SOURCE_ID, type World, type WorldOptions } from '../../../test/simulated/world';
import type { Scenario } from '../engine/scenario';
import type { Stage } from '../engine/stage';
import { body, toPk, worldWith } from './given';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SETTLE_MINUTES = 15;
/** When the provider finished its documents. */
export const LISTED_AT = new Date(SIMULATION_START - HOUR).toISOString();
const DOCUMENT = listedDocument('e1');
const OTHER = listedDocument('e2');
const DUPLICATE = eventKey(SOURCE_ID, reconciledEventId(DOCUMENT));
const OTHER_DUPLICATE = eventKey(SOURCE_ID, reconciledEventId(OTHER));

export type Page = Pick<ListedPage, 'documents' | 'next'>;

/** When the story begins. */
const JUST_NOW = new Date(SIMULATION_START).toISOString();
const FRESH: readonly Page[] = [{ documents: [{ ...DOCUMENT, createdAt: JUST_NOW, updatedAt: JUST_NOW }] }];
const ONE: readonly Page[] = [{ documents: [DOCUMENT] }];
const OVERLAPPING: readonly Page[] = [{ documents: [DOCUMENT], next: '1' }, { documents: [DOCUMENT, OTHER] }];

export function listedDocument(documentId: string): ListedDocument {
  return { documentId, state: 'extracted', createdAt: LISTED_AT, updatedAt: LISTED_AT };
}

/** A provider that finished what these pages hold an hour ago; the reconciler has run for days. */
export function reconciledWorld(pages: readonly Page[], options: WorldOptions = {}): World {
  const reconcile = { everyMinutes: 60, horizonDays: 20, settleMinutes: SETTLE_MINUTES };
  const world = worldWith(changing, { reconcile, ...options });
  const startedAt = SIMULATION_START - 240 * HOUR;
  world.states.states.set(reconcileKey({ id: SOURCE_ID, provider: world.provider }), {
    version: 1,
    startedAt,
  });
  for (const [index, page] of pages.entries()) {
    world.api.behaviours.set(`/finished/${index}`, () => respond(200, { unusable: [], ...page }));
  }
  return world;
}

function hourly(stage: Stage, runs: number): void {
  for (let hour = 0; hour < runs; hour += 1) {
    stage.reconcileAt(hour * HOUR);
  }
}

/** The webhook comes within half of the time to settle; the reconciler looks once that time is over, and an hour later. */
function inTime(stage: Stage): void {
  stage.deliver(body('e1', { at: JUST_NOW }), { at: (SETTLE_MINUTES / 2 - 1) * MINUTE });
  stage.reconcileAt((SETTLE_MINUTES + 1) * MINUTE);
  stage.reconcileAt((SETTLE_MINUTES + 61) * MINUTE);
}

/** The reconciler beside everybody else. */
export const RECONCILIATIONS: readonly Scenario[] = [
  {
    name: 'never-arrived',
    about: 'two documents whose webhooks never come, found by three runs an hour apart',
    newWorld: () => reconciledWorld(OVERLAPPING),
    // Two faults leave one run whole.
    arrange: (stage) => hourly(stage, 3),
    endsAs: { [DUPLICATE]: ['STORED'], [OTHER_DUPLICATE]: ['STORED'] },
  },
  {
    name: 'late-webhook',
    about: 'a webhook that comes half an hour after its document was captured',
    newWorld: () => reconciledWorld(ONE),
    arrange: (stage) => {
      hourly(stage, 2);
      stage.deliver(body('e1', { at: LISTED_AT }), { at: 0.5 * HOUR });
    },
    endsAs: { [toPk('e1')]: ['STORED'] },
  },
  {
    name: 'racing-duplicates',
    about: 'a late webhook at the very time at which two runs capture its document',
    newWorld: () => reconciledWorld(ONE),
    arrange: (stage) => {
      hourly(stage, 2);
      stage.reconcileAt(0);
      stage.deliver(body('e1', { at: LISTED_AT }));
    },
    endsAs: { [toPk('e1')]: ['STORED'] },
  },
  {
    name: 'lagging-index',
    about:
      'a webhook that comes in time, where the document index lags by less than half of the time to settle',
    newWorld: () => reconciledWorld(FRESH, { documentLagMs: (SETTLE_MINUTES / 2 - 1) * MINUTE }),
    arrange: inTime,
    endsAs: { [toPk('e1')]: ['STORED'] },
  },
  {
    name: 'index-far-behind',
    about: 'the same, where it lags by more than that: the document is captured beside its webhook',
    newWorld: () => reconciledWorld(FRESH, { documentLagMs: 20 * MINUTE }),
    arrange: inTime,
    endsAs: { [toPk('e1')]: ['STORED'] },
  },
];
