import { constant, refusing } from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import { type CheckReport, createBody, deployedWorld, findStoryProblems, playStory } from './play-story';

const MINUTE_MS = 60_000;

/**
 * A provider that answers 429 with `Retry-After: 7` for a minute, then recovers. The invariants `not-before` and `closed-gate`
 * watch each call; no event may fail.
 */
export async function checkRetryAfter(events = 40): Promise<CheckReport> {
  const headers = { 'retry-after': '7' };
  const behaviour = refusing(429, SIMULATION_START + MINUTE_MS, { next: constant, headers });
  const result = await playStory({
    name: 'retry-after',
    about: 'a minute of 429',
    newWorld: () => deployedWorld(events, behaviour),
    arrange: (stage) => {
      for (let event = 0; event < events; event += 1) {
        stage.deliver(createBody(event), { at: (event * 2 * MINUTE_MS) / events });
      }
    },
  });
  const asked = [...result.world.api.asked.values()].reduce((sum, times) => sum + times, 0);
  const { telemetry } = result.world;
  const spared = telemetry.counted('Retried') - telemetry.counted('Throttled');
  return {
    problems: [
      ...findStoryProblems(result, events),
      ...(asked === events ? ['the provider refused nobody'] : []),
    ],
    facts: [
      `${events} events, all STORED; the provider was asked ${asked} times and refused ${asked - events} with 429`,
      `${telemetry.counted('Retried')} attempts had to wait, ${spared} of them without a call: their process's gate was closed`,
    ],
  };
}
