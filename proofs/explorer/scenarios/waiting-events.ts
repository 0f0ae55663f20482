import { changing, firstCalls, refusing, respond } from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import type { Scenario } from '../engine/scenario';
import { body, givenReceived, toPk, worldWith } from './given';

const PK = toPk('e1');
const STORED = { [PK]: ['STORED'] } as const;
/** A wait longer than a message can be delayed. */
const HALF_HOUR = { 'retry-after': '1800' };

/** A person wants an open event tried now, or its source is removed while it waits. */
export const WAITING_EVENTS: readonly Scenario[] = [
  {
    name: 'retry-while-waiting',
    about: 'an event waits after an outage; two people want it tried now, one of them twice',
    newWorld: () => worldWith(refusing(500, SIMULATION_START + 3_000, { next: changing })),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      stage.retryAt(3_500, PK);
      stage.retryAt(3_500, PK);
      stage.retryAt(4_000, PK);
    },
    endsAs: STORED,
  },
  {
    name: 'retry-during-processing',
    about: 'an event is to be tried now while a processor has it, and once it is final',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      stage.retryAt(0, PK);
      stage.retryAt(1, PK);
      stage.retryAt(500_000, PK);
    },
    endsAs: STORED,
  },
  {
    name: 'retry-throttled',
    about: 'the provider asked for half an hour; a person wants the event tried before and after that',
    newWorld: () => worldWith(firstCalls(1, () => respond(429, {}, HALF_HOUR), changing)),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      stage.retryAt(60_000, PK);
      stage.retryAt(900_000, PK);
      stage.retryAt(1_800_500, PK);
    },
    endsAs: STORED,
  },
  {
    name: 'source-removed',
    about: 'the source of an event is removed while a processor has the event, and never comes back',
    newWorld: () => worldWith(changing, { policy: { retryWindowSeconds: 3_600 } }),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      stage.pausePollers(2_000);
      stage.happenAt(1_000, () => stage.world.sources.clear());
    },
    endsAs: { [PK]: ['FAILED'] },
    lastErrors: { [PK]: 'source_removed' },
  },
  {
    name: 'source-back',
    about: 'the source of an event is removed, and is back before the retry window ends',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      const { sources, source } = stage.world;
      await givenReceived(stage.world, body('e1'));
      sources.clear();
      stage.happenAt(1_500_000, () => sources.set(source.id, source));
    },
    endsAs: STORED,
  },
];
