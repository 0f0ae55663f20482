import { receiveWebhook } from '../../lambda/usecases/receive-webhook';
import { constant, refusing } from '../simulated/provider-stand-in';
import { SIMULATION_START } from '../simulated/simulated-clock';
import { bodyOf, type CheckReport, deployedWorld, playStory, problemsOf } from './play-story';

const OUTAGE_MS = 2 * 3_600_000;

/** A backlog of waiting events and a provider outage of two hours: how many messages of one event are alive at most? */
export async function checkBacklog(events = 10_000): Promise<CheckReport> {
  const behaviour = refusing(503, SIMULATION_START + OUTAGE_MS, { next: constant });
  const result = await playStory({
    name: 'backlog',
    about: 'ten thousand events and two hours without the provider',
    newWorld: () => deployedWorld(events, behaviour),
    arrange: async (stage) => {
      for (let event = 0; event < events; event += 1) {
        await receiveWebhook(stage.world.delivery(bodyOf(event)), stage.world.receiveDeps());
      }
    },
  });
  const { world, mostLive, steps } = result;
  const hours = (world.clock.now() - SIMULATION_START) / 3_600_000;
  return {
    problems: problemsOf(result, events),
    facts: [
      `${events} events, all STORED after ${hours.toFixed(1)} h (${steps} steps)`,
      `live messages per event: ${mostLive} at most; sent ${world.queue.sent}, re-sent by the sweeper ${world.telemetry.counted('Resent')}`,
    ],
  };
}
