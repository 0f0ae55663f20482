import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import {
  anotherDocument,
  type Behaviour,
  changing,
  constant,
  dataThenFailure,
  deadLink,
  errorBody,
  extractionFails,
  firstCalls,
  foundNothing,
  note,
  purged,
  readyAfter,
  refusing,
  reviewed,
  stillProcessing,
  until,
  withoutData,
} from '../../../test/simulated/provider-stand-in';
import { SeededRandom } from '../../../test/simulated/seeded-random';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import type { World } from '../../../test/simulated/world';
import type { Scenario } from '../engine/scenario';
import type { Stage } from '../engine/stage';
import { body, large, linkOnly, linkTo, toPk } from './given';
import { LISTED_AT, listedDocument, type Page, reconciledWorld } from './reconciliations';

const EVENTS = ['e1', 'e2', 'e3', 'e4'] as const;
/** Everything that people and providers do happens within this time; the rest of the run is ours. */
const ACTION_MS = 30 * 60_000;
const MINUTE = 60_000;

/**
 * Several events at once, with repeats, replays, redrives, a provider that changes its behaviour, and all adverse conditions of
 * docs/review/verification.md: clocks differ, raw bodies expire, the document index lags, ids are used again. All is drawn from the seed.
 */
export function randomScenario(seed: number): Scenario {
  return {
    name: `random-${seed}`,
    about: 'several events, drawn from a seed',
    depth: 1,
    newWorld: () => newWorld(seed),
    arrange: (stage) => arrange(stage, new SeededRandom(seed ^ 0x5bd1e995)),
    endsAs: {},
    buries: true,
    mayFail: true,
  };
}

function newWorld(seed: number): World {
  const random = new SeededRandom(seed);
  const world = reconciledWorld(pages(random), {
    seed,
    requestsPerSecond: 5,
    policy: { retryWindowSeconds: 5_400 },
    clockSkewMs: random.below(3) * 1_000,
    documentLagMs: random.below(8) * MINUTE,
    rawLifetimeMs: (1 + random.below(90)) * MINUTE,
  });
  for (const id of EVENTS) {
    world.api.behaviours.set(`/documents/${id}`, mood(random));
    world.api.behaviours.set(`/signed/${id}`, linkMood(random));
    const itsNote: Behaviour = (asked) => note({ ...asked, document: id });
    world.api.behaviours.set(`/signed/note-${id}`, pick(random, [itsNote, itsNote, deadLink, errorBody]));
  }
  return world;
}

/** Some of the documents, over one or two pages; `e5` has no event but the one that reconciliation makes. */
function pages(random: SeededRandom): readonly Page[] {
  const listed = [...EVENTS, 'e5'].filter(() => random.below(2) === 0).map(listedDocument);
  return random.below(2) === 0
    ? [{ documents: listed }]
    : [{ documents: listed, next: '1' }, { documents: listed.slice(0, 1) }];
}

function mood(random: SeededRandom): Behaviour {
  const next = pick(random, [
    constant,
    changing,
    readyAfter(1 + random.below(4)),
    extractionFails,
    dataThenFailure,
    foundNothing,
    firstCalls(1 + random.below(2), reviewed, changing),
    firstCalls(
      1 + random.below(2),
      changing,
      pick(random, [purged, withoutData, anotherDocument, foundNothing]),
    ),
  ]);
  const end = SIMULATION_START + random.below(ACTION_MS);
  const soon = end / 2 + SIMULATION_START / 2;
  return pick(random, [
    next,
    refusing(500, end, { next }),
    refusing(404, soon, { next }),
    refusing(401, end, { next }),
    refusing(429, end, { next, headers: { 'retry-after': String(1 + random.below(1_200)) } }),
    until(end, errorBody, next),
    until(end, pick(random, [withoutData, anotherDocument]), next),
  ]);
}

function linkMood(random: SeededRandom): Behaviour {
  const end = SIMULATION_START + random.below(ACTION_MS);
  return pick(random, [
    constant,
    deadLink,
    until(end, constant, deadLink),
    until(end, deadLink, constant),
    until(end, stillProcessing, constant),
  ]);
}

function pick<T>(random: SeededRandom, choices: readonly [T, ...T[]]): T {
  return choices[random.below(choices.length)] ?? choices[0];
}

function arrange(stage: Stage, random: SeededRandom): void {
  const soon = () => random.below(ACTION_MS / 10);
  const later = () => random.below(ACTION_MS);
  for (const id of EVENTS) {
    const bodies = random.below(3) === 0 ? unnamed(id) : named(id, pick(random, EVENTS));
    for (let delivery = 0; delivery <= random.below(4); delivery += 1) {
      const sent = pick(random, bodies);
      stage.deliver(random.below(3) === 0 ? large(sent) : sent, {
        at: random.below(3) === 0 ? later() : soon(),
        attempts: 1 + random.below(3),
      });
    }
    for (let command = 0; command < random.below(3); command += 1) {
      stage.replayAt(later(), toPk(id));
      stage.redriveAt(later(), toPk(id));
    }
  }
  stage.redriveDeadLettersAt(later());
  stage.sweepAt(later());
  stage.reconcileAt(soon());
  stage.reconcileAt(later());
  stage.deliver(Buffer.from('{"authentic":"but invalid"}'), { at: soon() });
  stage.pausePollers(random.below(ACTION_MS / 5));
}

type Bodies = readonly [NeutralBody, ...NeutralBody[]];

/** What comes under one id: the event itself, with and without a link, and other events. */
function named(id: string, other: string): Bodies {
  return [
    body(id, { at: LISTED_AT }),
    body(id, { at: LISTED_AT, url: linkTo(id) }),
    body(id, { at: LISTED_AT, url: linkTo(other) }),
    body(id, { at: LISTED_AT, document: other }),
    body(id, { type: 'failed' }),
    body(id, { type: 'note', url: linkTo(`note-${id}`) }),
    body(id, { type: 'reviewed', at: LISTED_AT, outcome: 'completed' }),
    body(id, { type: 'reviewed', at: LISTED_AT, outcome: 'failed' }),
  ];
}

/**
 * The same for an event whose document only its link's data name. Another event of another document could not be told apart before it was
 * fetched (docs/review/verification.md, "What is not covered").
 */
function unnamed(id: string): Bodies {
  return [linkOnly(id), linkOnly(id), body(id, { at: LISTED_AT })];
}
