import {
  anotherDocument,
  type Behaviour,
  changing,
  constant,
  errorBody,
  extractionFails,
  firstCalls,
  foundNothing,
  missing,
  purged,
  reviewed,
  stillProcessing,
  withoutData,
} from '../../../test/simulated/provider-stand-in';
import type { Scenario } from '../engine/scenario';
import {
  body,
  givenProcessed,
  givenPutWithoutOutcome,
  givenReplayKilled,
  givenReplayKilledBeforePut,
  linkTo,
  toPk,
  worldWith,
} from './given';

const PK = toPk('e1');
const STORED = { [PK]: ['STORED'] } as const;

/** Short enough that an event whose answers stay worthless is given up within a few attempts. */
const SHORT = { retryWindowSeconds: 5, notFoundGraceSeconds: 2 } as const;

/** In milliseconds: until then no message is delivered. */
const AFTER_ALL_WINDOWS = 3_600_000;

const worthless: Behaviour = firstCalls(1, anotherDocument, firstCalls(2, errorBody, withoutData));

/** Answers that are well-formed and worthless. */
const ANSWERS: readonly Scenario[] = [
  {
    name: 'wrong-document',
    about: 'the provider answers with another document’s data at first, then with the right one',
    newWorld: () => worldWith(firstCalls(2, anotherDocument, changing)),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'empty-result',
    about: 'an error with status 200, then "done" without data, then the data',
    newWorld: () => worldWith(firstCalls(1, errorBody, firstCalls(2, withoutData, changing))),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'worthless-for-good',
    about: 'the provider never answers with this document’s data: the event ends without a result',
    newWorld: () => worldWith(worthless, { policy: SHORT }),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: { [PK]: ['FAILED'] },
  },
  {
    name: 'nothing-found',
    about: 'the extraction is complete and found nothing: stored, and called empty',
    newWorld: () => worldWith(foundNothing),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'purged-run',
    about: 'the provider purged its runs: a stored event is replayed, another was never fetched',
    newWorld: () => worldWith(constant, { policy: { notFoundGraceSeconds: 2 } }),
    arrange: async (stage) => {
      await givenProcessed(stage.world, body('e1'));
      stage.world.api.behaviours.set('/documents/e1', purged);
      stage.world.api.behaviours.set('/documents/e2', purged);
      stage.replayAt(0, PK);
      stage.deliver(body('e2'));
    },
    endsAs: { ...STORED, [toPk('e2')]: ['FAILED'] },
    lastErrors: { [toPk('e2')]: 'no_longer_available' },
    neverCounts: ['Failed'],
  },
  {
    name: 'link-in-progress',
    about: 'the event’s link leads to another document, then to a run in progress, then to the data',
    newWorld: () => {
      const world = worldWith(stillProcessing);
      world.api.behaviours.set(
        '/signed/e1',
        firstCalls(1, anotherDocument, firstCalls(2, stillProcessing, changing)),
      );
      return world;
    },
    arrange: (stage) => stage.deliver(body('e1', { url: linkTo('e1') }), { attempts: 1 }),
    endsAs: STORED,
  },
];

function replayed(name: string, about: string, behaviour: Behaviour, first: Behaviour = constant): Scenario {
  return {
    name,
    about,
    newWorld: () => worldWith(first, { policy: SHORT }),
    arrange: async (stage) => {
      await givenProcessed(stage.world, body('e1'));
      stage.world.api.behaviours.set('/documents/e1', behaviour);
      stage.replayAt(0, PK);
    },
    endsAs: STORED,
  };
}

function replayKilled(name: string, about: string, behaviour: Behaviour): Scenario {
  return {
    name,
    about: `a replay was killed between the put of its object and its last write; ${about}`,
    newWorld: () => worldWith(constant, { policy: { ...SHORT, notFoundGraceSeconds: 0 } }),
    arrange: async (stage) => {
      await givenReplayKilled(stage.world, body('e1'));
      stage.world.api.behaviours.set('/documents/e1', behaviour);
    },
    endsAs: STORED,
  };
}

/** Replays that bring nothing: the event stays STORED, with one of its own objects. */
const REPLAYS: readonly Scenario[] = [
  replayed(
    'replay-finds-worthless',
    'a stored event is replayed, and no answer is worth anything',
    worthless,
  ),
  replayed(
    'replay-then-failed',
    'a replay is answered with data once, then with a failed extraction',
    firstCalls(2, changing, extractionFails),
  ),
  replayed('replay-finds-nothing', 'a stored event is replayed, and now nothing is found', foundNothing),
  replayed(
    'replay-unreviewed',
    'a reviewed result is replayed; the answer is not reviewed',
    constant,
    reviewed,
  ),
  replayKilled('replay-killed-failed', 'now the extraction has failed', extractionFails),
  replayKilled('replay-killed-missing', 'now the provider answers 404', missing),
  replayKilled('replay-killed-purged', 'now the provider has purged the run', purged),
  {
    name: 'replay-swept',
    about: 'the replay of a failed extraction put its object and died; only the sweeper is left to end it',
    newWorld: () => worldWith(extractionFails, { policy: { retryWindowSeconds: 600 } }),
    arrange: async (stage) => {
      await givenProcessed(stage.world, body('e1'));
      await givenPutWithoutOutcome(stage.world, 'e1');
      stage.pausePollers(AFTER_ALL_WINDOWS);
    },
    endsAs: STORED,
  },
  {
    name: 'replay-left-alone',
    about:
      'a replay was killed just before its put; the sweeper, who may write no results, leaves its end to a processor',
    newWorld: () => worldWith(extractionFails, { policy: { retryWindowSeconds: 600 } }),
    arrange: async (stage) => {
      stage.world.api.behaviours.set('/documents/e1', firstCalls(1, constant, extractionFails));
      await givenReplayKilledBeforePut(stage.world, body('e1'));
      stage.pausePollers(AFTER_ALL_WINDOWS);
    },
    endsAs: STORED,
  },
];

/** A provider whose answers are worth nothing, and what becomes of results that are there already. */
export const ADVERSE_ANSWERS: readonly Scenario[] = [...ANSWERS, ...REPLAYS];
