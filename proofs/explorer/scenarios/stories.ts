import {
  changing,
  constant,
  dataThenFailure,
  extractionFails,
  readyAfter,
  refusing,
  respond,
} from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import type { Scenario } from '../engine/scenario';
import { body, toPk, worldWith } from './given';

const STORED = { [toPk('e1')]: ['STORED'] } as const;
const BOTH_STORED = { ...STORED, [toPk('e2')]: ['STORED'] } as const;

/** Events on their way in, through every kind of answer a provider gives. */
export const STORIES: readonly Scenario[] = [
  {
    name: 'one-event',
    about: 'one event, sent again by the provider until it is answered 200',
    newWorld: () => worldWith(constant),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'claim-check',
    about: 'an event whose body is too large for its record',
    newWorld: () => worldWith(constant),
    arrange: (stage) => stage.deliver(Buffer.from(JSON.stringify(body('e1')).padEnd(700))),
    endsAs: STORED,
  },
  {
    name: 'duplicates',
    about: 'one event delivered twice at the same moment, to a provider whose data changes',
    newWorld: () => worldWith(changing),
    arrange: (stage) => {
      stage.deliver(body('e1'), { attempts: 1 });
      stage.deliver(body('e1'), { attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'duplicate-while-waiting',
    about: 'an event delivered again while it waits for its retry, and once it is due',
    newWorld: () => worldWith(refusing(500, SIMULATION_START + 4_000, { next: changing })),
    arrange: (stage) => {
      stage.deliver(body('e1'));
      stage.deliver(body('e1'), { at: 1, attempts: 1 });
      stage.deliver(body('e1'), { at: 1_500, attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'failed-extraction',
    about: 'the event says that the extraction failed',
    newWorld: () => worldWith(constant),
    arrange: (stage) => stage.deliver(body('e1', { type: 'failed' })),
    endsAs: { [toPk('e1')]: ['EXTRACTION_FAILED'] },
  },
  {
    name: 'failed-at-provider',
    about: 'the provider says so only when it is asked',
    newWorld: () => worldWith(extractionFails),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: { [toPk('e1')]: ['EXTRACTION_FAILED'] },
  },
  {
    name: 'not-ready',
    about: 'the provider is not ready for the first two calls',
    newWorld: () => worldWith(readyAfter(2)),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'signed-url',
    about: 'the event brings a signed URL that is good for one call, then the API is asked',
    newWorld: () => {
      const world = worldWith(changing);
      world.api.behaviours.set('/signed/e1', ({ times, now }) =>
        times === 0 && now < SIMULATION_START + 60_000
          ? constant({ document: 'e1', times, now })
          : respond(403, {}),
      );
      return world;
    },
    arrange: (stage) => stage.deliver(body('e1', { url: 'https://provider.test/signed/e1?key=secret' })),
    endsAs: STORED,
  },
  {
    name: 'changing-data',
    about: 'the provider has data at the first call and a failed extraction ever after',
    newWorld: () => worldWith(dataThenFailure),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: { [toPk('e1')]: ['STORED', 'EXTRACTION_FAILED'] },
  },
  {
    name: 'token-replaced',
    about: 'the token was replaced a moment ago, and the cached one is refused',
    newWorld: () => {
      const world = worldWith(constant);
      world.secrets.preload('inbox', 'old-token');
      return world;
    },
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: STORED,
  },
  {
    name: 'throttled',
    about: 'two events of a provider that answers 429 with Retry-After: 7 at first',
    newWorld: () =>
      worldWith(refusing(429, SIMULATION_START + 5_000, { next: constant, headers: { 'retry-after': '7' } })),
    arrange: (stage) => {
      stage.deliver(body('e1'));
      stage.deliver(body('e2'), { at: 2_000 });
    },
    endsAs: BOTH_STORED,
  },
  {
    name: 'poison-in-batch',
    about: 'a message nobody can read, in one batch with a good one',
    newWorld: () => worldWith(constant),
    arrange: (stage) => {
      stage.world.queue.sendRaw(stage.world.provider, '{"v":9}');
      stage.deliver(body('e1'));
    },
    endsAs: STORED,
    buries: true,
    depth: 1,
  },
  {
    name: 'invalid',
    about: 'an authentic body this version cannot read, delivered twice',
    newWorld: () => worldWith(constant),
    arrange: (stage) => {
      stage.deliver(Buffer.from('[1,2'));
      stage.deliver(Buffer.from('[1,2'));
    },
    endsAs: {},
  },
];
