import { reusedIdKey } from '../../../lambda/domain/record/keys';
import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import {
  type Behaviour,
  changing,
  constant,
  deadLink,
  note,
  refusing,
  until,
} from '../../../test/simulated/provider-stand-in';
import { SIMULATION_START } from '../../../test/simulated/simulated-clock';
import { SOURCE_ID, type World, type WorldOptions } from '../../../test/simulated/world';
import type { Scenario } from '../engine/scenario';
import type { Stage } from '../engine/stage';
import { body, givenProcessed, givenReceived, large, linkOnly, linkTo, toPk, worldWith } from './given';

const PK = toPk('e1');
const STORED = { [PK]: ['STORED'] } as const;
const MINUTE = 60_000;

/** A link lives for an hour: this is shortly before its end. */
const ALMOST_AN_HOUR = 3_595_000;

function reusedPk(eventType: string, documentId: string): string {
  return reusedIdKey(SOURCE_ID, { eventId: 'e1', eventType, documentId });
}

/** A world whose link `old` is dead and `slow` refused for a while; `new` and later `slow` lead to the data of `e1`. */
function worldOfLinks(options: WorldOptions = {}): World {
  const world = worldWith(constant, options);
  world.api.behaviours.set('/signed/old', deadLink);
  const data: Behaviour = (asked) => constant({ ...asked, document: 'e1' });
  world.api.behaviours.set('/signed/slow', until(SIMULATION_START + 8_000, deadLink, data));
  world.api.behaviours.set('/signed/new', data);
  world.api.behaviours.set('/signed/note', (asked) => note({ ...asked, document: 'e1' }));
  return world;
}

/** The same, whose sweeper leaves alone what has waited for an hour. */
const PATIENT: WorldOptions = { policy: { graceSeconds: 4_000 } };

/** The body came almost an hour ago, and was not worked on since: its link is about to be dead for good. */
async function givenWaited(stage: Stage, event: NeutralBody): Promise<void> {
  await givenReceived(stage.world, event);
  stage.world.clock.advance(ALMOST_AN_HOUR);
}

/** When a provider sends an event again, in minutes: two faults leave one delivery that nothing is in the way of. */
const AGAIN = [20, 150, 180];

const OLD_NOTE = body('e1', { type: 'note', url: linkTo('old') });
const NOTE = body('e1', { type: 'note', url: linkTo('note') });

/** Deliveries under a known id, and bodies that are worth less than they were. */
export const DELIVERIES: readonly Scenario[] = [
  {
    name: 'reused-id',
    about: 'two events under one id, of different documents; one of them comes twice',
    newWorld: () => worldWith(changing),
    arrange: (stage) => {
      stage.deliver(body('e1'));
      stage.deliver(body('e1', { document: 'e2' }));
      stage.deliver(body('e1', { document: 'e2' }), { attempts: 1 });
    },
    endsAs: { ...STORED, [reusedPk('done', 'e1')]: ['STORED'], [reusedPk('done', 'e2')]: ['STORED'] },
  },
  {
    name: 'reused-id-of-review',
    about:
      'two events under one id and of one document, of different types: neither takes the other’s object',
    newWorld: () => worldWith(changing),
    arrange: (stage) => {
      stage.deliver(body('e1'), { attempts: 1 });
      stage.deliver(body('e1', { type: 'reviewed' }), { attempts: 1 });
    },
    endsAs: { ...STORED, [reusedPk('done', 'e1')]: ['STORED'], [reusedPk('reviewed', 'e1')]: ['STORED'] },
  },
  {
    name: 'repeated-body',
    about: 'a stored event is delivered again with another link: nothing is to be done',
    newWorld: () => worldOfLinks(),
    arrange: async (stage) => {
      await givenProcessed(stage.world, body('e1'));
      stage.deliver(body('e1', { url: linkTo('new') }));
    },
    endsAs: STORED,
  },
  {
    name: 'renewed-link',
    about:
      'an event waits, since its link is refused; it comes with another link, then with the first one again',
    newWorld: () => worldOfLinks(),
    arrange: (stage) => {
      stage.deliver(linkOnly('e1', 'slow'));
      stage.deliver(linkOnly('e1', 'new'), { at: 500, attempts: 1 });
      stage.deliver(linkOnly('e1', 'slow'), { at: 1_000, attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'renewed-without-name',
    about:
      'an event that names its document waits; it comes again and names none, with a link to another document',
    newWorld: () => {
      const world = worldOfLinks();
      world.api.behaviours.set('/documents/e1', refusing(500, SIMULATION_START + 2_000, { next: constant }));
      world.api.behaviours.set('/signed/e2', constant);
      return world;
    },
    arrange: (stage) => {
      stage.deliver(body('e1'));
      stage.deliver(linkOnly('e1', 'e2'), { at: 500, attempts: 1 });
    },
    endsAs: STORED,
  },
  {
    name: 'link-expired',
    about: 'an event was given up for its dead link; the provider is told to send it again, three times',
    newWorld: () => worldOfLinks(PATIENT),
    arrange: async (stage) => {
      await givenWaited(stage, linkOnly('e1', 'old'));
      for (const later of AGAIN) {
        stage.deliver(linkOnly('e1', 'new'), { at: ALMOST_AN_HOUR + later * MINUTE, attempts: 1 });
      }
    },
    endsAs: STORED,
  },
  {
    name: 'lost-body',
    about: 'the bodies of two events are lost: one names its document, the other is sent again as it was',
    newWorld: () => worldOfLinks(),
    arrange: async (stage) => {
      await givenReceived(stage.world, large(linkOnly('e1', 'new')));
      await givenReceived(stage.world, large(body('e2')));
      stage.world.bucket.raw.clear();
      for (const later of AGAIN) {
        stage.deliver(large(linkOnly('e1', 'new')), { at: later * MINUTE, attempts: 1 });
      }
    },
    endsAs: { ...STORED, [toPk('e2')]: ['STORED'] },
  },
  {
    name: 'archived-link',
    about: 'an event that is only kept brings a link: its content is kept too, and it comes twice',
    newWorld: () => worldOfLinks(),
    arrange: (stage) => {
      stage.deliver(NOTE);
      stage.deliver(NOTE, { attempts: 1 });
    },
    endsAs: { [PK]: ['ARCHIVED'] },
    keepObject: [PK],
  },
  {
    name: 'archived-link-expired',
    about: 'the link of an event that is only kept is dead',
    newWorld: () => worldOfLinks(PATIENT),
    arrange: (stage) => givenWaited(stage, OLD_NOTE),
    endsAs: { [PK]: ['ARCHIVED'] },
    lastErrors: { [PK]: 'link_expired' },
  },
  {
    name: 'archived-link-renewed',
    about: 'the same, and the event is sent again with a link that lives',
    newWorld: () => worldOfLinks(PATIENT),
    arrange: async (stage) => {
      await givenWaited(stage, OLD_NOTE);
      for (const later of AGAIN) {
        stage.deliver(NOTE, { at: ALMOST_AN_HOUR + later * MINUTE, attempts: 1 });
      }
    },
    endsAs: { [PK]: ['ARCHIVED'] },
    keepObject: [PK],
    // As deep as `link-expired`, and differs in its last state alone.
    depth: 1,
  },
];
