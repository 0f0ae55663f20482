import type { Scenario } from '../engine/run-schedule';
import type { Stage } from '../engine/stage';
import {
  type Behaviour,
  changing,
  constant,
  dataThenFailure,
  extractionFails,
  readyAfter,
  refusing,
} from '../simulated/provider-stand-in';
import { SeededRandom } from '../simulated/seeded-random';
import { SIMULATION_START } from '../simulated/simulated-clock';
import { body, pkOf, worldWith } from './given';

const EVENTS = ['e1', 'e2', 'e3', 'e4'] as const;
/** Everything that people and providers do happens within this time; the rest of the run is ours. */
const ACTION_MS = 30 * 60_000;

/** Several events at once, with repeats, replays, redrives and moods of the provider, all drawn from the seed. */
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

function newWorld(seed: number) {
  const random = new SeededRandom(seed);
  const world = worldWith(constant, { seed, requestsPerSecond: 5, policy: { retryWindowSeconds: 5_400 } });
  for (const id of EVENTS) {
    world.api.behaviours.set(`/documents/${id}`, mood(random));
  }
  return world;
}

function mood(random: SeededRandom): Behaviour {
  const moods: readonly Behaviour[] = [
    constant,
    changing,
    readyAfter(1 + random.below(4)),
    extractionFails,
    dataThenFailure,
  ];
  const next = moods[random.below(moods.length)] ?? constant;
  const until = SIMULATION_START + random.below(ACTION_MS);
  const troubles: readonly Behaviour[] = [
    next,
    refusing(500, until, { next }),
    refusing(404, until / 2 + SIMULATION_START / 2, { next }),
    refusing(401, until, { next }),
    refusing(429, until, { next, headers: { 'retry-after': String(1 + random.below(1_200)) } }),
  ];
  return troubles[random.below(troubles.length)] ?? next;
}

function arrange(stage: Stage, random: SeededRandom): void {
  const soon = () => random.below(ACTION_MS / 10);
  const later = () => random.below(ACTION_MS);
  for (const id of EVENTS) {
    const type = random.below(8) === 0 ? 'failed' : 'done';
    for (let delivery = 0; delivery <= random.below(4); delivery += 1) {
      stage.deliver(body(id, { type }), { at: soon(), attempts: 1 + random.below(3) });
    }
    for (let command = 0; command < random.below(3); command += 1) {
      stage.replayAt(later(), pkOf(id));
      stage.redriveAt(later(), pkOf(id));
    }
  }
  stage.redriveLettersAt(later());
  stage.sweepAt(later());
  stage.deliver(Buffer.from('{"genuine":"but unreadable"}'), { at: soon() });
  stage.pausePollers(random.below(ACTION_MS / 5));
}
