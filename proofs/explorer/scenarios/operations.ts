import { lease, markFailed } from '../../../lambda/domain/lifecycle/transitions';
import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { transitionContext } from '../../../lambda/usecases/transition';
import { neutralProvider } from '../../../test/simulated/neutral/neutral-provider';
import {
  changing,
  constant,
  dataThenFailure,
  firstCalls,
  refusing,
  respond,
} from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import { SOURCE_ID, type World } from '../../../test/simulated/world';
import type { Scenario } from '../engine/scenario';
import { body, givenClaimedOnly, givenProcessed, givenReceived, putResult, toPk, worldWith } from './given';

const PK = toPk('e1');
const STORED = { [PK]: ['STORED'] } as const;
const EITHER = { [PK]: ['STORED', 'EXTRACTION_FAILED'] } as const;

/** A provider gone for good, so far as this event goes. */
const gone = () => respond(410, {});

/** More than six times the visibility timeout. */
const OUTAGE_MS = 1_500_000;

/** `e1` kills every process that asks for its data, `e2` is beside it. */
const POISON_MESSAGE: Omit<Scenario, 'name' | 'about' | 'newWorld'> = {
  arrange: async (stage) => {
    await givenReceived(stage.world, body('e1'));
    await givenReceived(stage.world, body('e2'));
  },
  isFatal: ({ name, about }) => name === 'http.get' && about === '/documents/e1',
  endsAs: { [PK]: ['FAILED'], [toPk('e2')]: ['STORED'] },
  lastErrors: { [PK]: 'processor_crashed' },
  buries: true,
  depth: 1,
};

/** Sweeper, operators and crashes at work on events that are already there. */
export const OPERATIONS: readonly Scenario[] = [
  {
    name: 'replay-during-processing',
    about:
      'replays while the event is processed, when it is final, and after a lease was taken over; the data changes',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      stage.replayAt(0, PK);
      stage.replayAt(1_000, PK);
      stage.replayAt(1_000, PK);
      stage.replayAt(300_000, PK);
    },
    endsAs: STORED,
  },
  {
    name: 'replay-and-duplicate',
    about: 'a stored event is replayed while the provider delivers it again',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenProcessed(stage.world, body('e1'));
      stage.replayAt(0, PK);
      stage.deliver(body('e1'), { attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'replay-over-orphan',
    about: 'an older attempt left an object nobody vouches for; the replay must replace it, never adopt it',
    newWorld: () => worldWith(dataThenFailure),
    arrange: async (stage) => {
      await givenOrphan(stage.world);
      stage.world.api.behaviours.set('/documents/e1', changing);
      stage.replayAt(0, PK);
    },
    endsAs: EITHER,
  },
  {
    name: 'sweeper-against-processor',
    about: 'the event waited so long in the queue that the sweeper and a processor take it up at once',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenReceived(stage.world, body('e1'));
      const due = Math.ceil(stage.world.policy.graceSeconds / 60) * 60_000;
      stage.pausePollers(due);
      stage.sweepAt(due);
    },
    endsAs: STORED,
  },
  {
    name: 'lost-message',
    about: 'the event was claimed and its message lost: two sweepers find it, and the provider repeats it',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenClaimedOnly(stage.world, body('e1'));
      const due = Math.ceil(stage.world.policy.graceSeconds / 60) * 60_000;
      stage.sweepAt(due);
      stage.deliver(body('e1'), { at: due, attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'abandoned-lease',
    about: 'a processor took the event and died, and its message is lost: only the sweeper knows',
    newWorld: () => worldWith(changing),
    arrange: async (stage) => {
      await givenClaimedOnly(stage.world, body('e1'));
      await stage.world.store.update(lease(PK, transitionContext(stage.world.receiveDeps())));
    },
    endsAs: STORED,
  },
  {
    name: 'redrive',
    about:
      'a failed event is redriven by record and by its dead letter at once; another letter’s event is long stored',
    newWorld: () => worldWith(gone),
    arrange: async (stage) => {
      const { world } = stage;
      await givenProcessed(world, body('e1'));
      world.api.behaviours.set('/documents/e1', changing);
      world.api.behaviours.set('/documents/e2', changing);
      await givenProcessed(world, body('e2'));
      await givenDeadLetters(world, ['e1', 'e2']);
      stage.redriveDeadLettersAt(0);
      stage.redriveAt(0, PK);
      stage.redriveAt(0, toPk('e2'));
    },
    // An operator's command that dies is not repeated by anybody.
    endsAs: { [PK]: ['STORED', 'FAILED'], [toPk('e2')]: ['STORED'] },
    buries: true,
  },
  {
    name: 'quarantine-replayed',
    about:
      'a newer version can read a quarantined body: its replay claims the real event, which also comes by itself',
    newWorld: () => worldWith(constant, { provider: { ...neutralProvider } }),
    arrange: async (stage) => {
      const { world } = stage;
      const bytes = Buffer.from(JSON.stringify(body('e1')));
      const provider = world.source.provider as { parseEvent: typeof neutralProvider.parseEvent };
      provider.parseEvent = () => ({ kind: 'invalid', reason: 'an older version' });
      await givenReceived(world, bytes);
      provider.parseEvent = neutralProvider.parseEvent;
      stage.replayAt(0, `${SOURCE_ID}!${sha256Hex(bytes)}`);
      stage.deliver(bytes, { attempts: 1 });
    },
    endsAs: {},
  },
  {
    name: 'crash-loop',
    about: 'our own code breaks on the event every time: it ends after the allowed number of crashes',
    newWorld: () =>
      worldWith(() => {
        throw new TypeError('Simulated: our own code breaks.');
      }),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: { [PK]: ['FAILED'] },
    buries: true,
    depth: 1,
  },
  {
    name: 'death-loop',
    about:
      'the process dies at the event every time, without a word: it ends after the allowed number of crashes',
    newWorld: () => worldWith(constant),
    arrange: (stage) => stage.deliver(body('e1')),
    isFatal: (call) => call.name === 'http.get',
    endsAs: { [PK]: ['FAILED'] },
    buries: true,
    depth: 1,
  },
  {
    name: 'poison-message',
    about: 'a process dies at the event every time; the event beside it in the batch must not end with it',
    newWorld: () => worldWith(constant),
    ...POISON_MESSAGE,
  },
  {
    name: 'poison-message-swept',
    about: 'the same where only the sweeper sends messages again, so that both wait with a crash counted',
    newWorld: () =>
      worldWith(constant, { policy: { graceSeconds: 100 }, queue: { visibilitySeconds: 3_000 } }),
    ...POISON_MESSAGE,
  },
  {
    name: 'aws-outage',
    about: 'DynamoDB is gone for longer than a message may be received: nobody’s crash, so no dead letter',
    newWorld: () => worldWith(constant),
    arrange: (stage) => givenReceived(stage.world, body('e1')),
    isRefused: ({ name }, elapsed) => /^(store|index)\./.test(name) && elapsed < OUTAGE_MS,
    endsAs: STORED,
    buries: false,
    depth: 1,
  },
  {
    name: 'window-over',
    about: 'the provider never answers anything but 500: the event ends with its window',
    newWorld: () => worldWith(() => respond(500, {}), { policy: { retryWindowSeconds: 3_600 } }),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: { [PK]: ['FAILED'] },
    depth: 1,
  },
  {
    name: 'far-off',
    about: 'the provider asks for half an hour, longer than a message can be delayed',
    newWorld: () => worldWith(firstCalls(1, () => respond(429, {}, { 'retry-after': '1800' }), changing)),
    arrange: (stage) => stage.deliver(body('e1')),
    endsAs: EITHER,
  },
  {
    name: 'skewed-clocks',
    about:
      'an event that must wait is delivered again, another’s lease was left behind; all clocks differ by seconds',
    newWorld: () =>
      worldWith(refusing(500, SIMULATION_START + 4_000, { next: changing }), { clockSkewMs: 2_000 }),
    arrange: async (stage) => {
      await givenClaimedOnly(stage.world, body('e2'));
      await stage.world.store.update(lease(toPk('e2'), transitionContext(stage.world.receiveDeps())));
      stage.deliver(body('e1'));
      stage.deliver(body('e1'), { at: 3_000, attempts: 1 });
    },
    endsAs: { ...STORED, [toPk('e2')]: ['STORED'] },
  },
];

async function givenDeadLetters(world: World, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await world.queue.send(world.provider, toPk(id), 0);
  }
  for (let received = 0; received <= world.queueLimits.maxReceiveCount; received += 1) {
    world.queue.receive(world.provider, { max: 10 });
    world.clock.advance(world.queueLimits.visibilitySeconds * 1000);
  }
}

/** An attempt put its object and lost its lease; the next one was told of a failed extraction. */
async function givenOrphan(world: World): Promise<void> {
  await givenClaimedOnly(world, body('e1'));
  const deps = world.processDeps();
  const leased = await deps.store.update(lease(PK, transitionContext(deps)));
  if (!leased.applied) {
    throw new ProviderError('permanent', 'The scenario could not lease its event.');
  }
  await putResult(leased.record, deps);
  const reason = { kind: 'extraction_failed', message: 'The provider could not read the document.' } as const;
  await deps.store.update(markFailed(leased.record, 'EXTRACTION_FAILED', reason, transitionContext(deps)));
}
