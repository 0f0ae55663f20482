import { constant, refusing } from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import { type CheckReport, createBody, deployedWorld, findStoryProblems, playStory } from './play-story';

const OUTAGE_MS = 2 * 3_600_000;

/**
 * A backlog of waiting events and a provider outage of two hours. Messages wait longer than the sweeper does, so it sends more;
 * docs/decisions/0011 says why those of one event stay within a bound all the same.
 */
export async function checkBacklog(events = 10_000): Promise<CheckReport> {
  const behaviour = refusing(503, SIMULATION_START + OUTAGE_MS, { next: constant });
  const result = await playStory({
    name: 'backlog',
    about: 'ten thousand events and two hours without the provider',
    newWorld: () => deployedWorld(events, behaviour),
    arrange: async (stage) => {
      for (let event = 0; event < events; event += 1) {
        await stage.world.receiver().receive(stage.world.delivery(createBody(event)));
      }
    },
  });
  const { world, mostLive, steps } = result;
  const elapsed = (world.clock.now() - SIMULATION_START) / 1000;
  const bound = boundOfLiveMessages(elapsed, world.policy.graceSeconds);
  const excess = mostLive > bound ? [`${mostLive} live messages of one event, ${bound} allowed`] : [];
  return {
    problems: [...findStoryProblems(result, events), ...excess],
    facts: [
      `${events} events, all STORED after ${(elapsed / 3_600).toFixed(1)} h (${steps} steps)`,
      `live messages per event: ${mostLive} at most (bound ${bound}); sent ${world.queue.sent}, re-sent by the sweeper ${world.telemetry.counted('Resent')}`,
    ],
  };
}

/** The sweeper is patient for a grace, then twice as long after each extra message, but never for longer than this. */
const MAX_PATIENCE_SECONDS = 4 * 3_600;

/**
 * An event's own message, as many extra ones as the sweeper's growing back-off allows in that time, and one that a processor has
 * replaced and not yet acknowledged.
 */
export function boundOfLiveMessages(seconds: number, graceSeconds: number): number {
  let bound = 2;
  let sweepBackoff = graceSeconds;
  for (let left = seconds - sweepBackoff; left >= 0; left -= sweepBackoff) {
    bound += 1;
    sweepBackoff = Math.max(graceSeconds, Math.min(2 * sweepBackoff, MAX_PATIENCE_SECONDS));
  }
  return bound;
}
