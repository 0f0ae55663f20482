import { InvalidRecordError } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { bareWorld, EVENT } from '../../../support/scenes/scene';

const GRACE_MS = 400_000;
const INVALID = eventKey(SOURCE_ID, 'evt-2');

/** Events evt-1 to evt-3, claimed, not queued and due. */
async function givenDue(): Promise<World> {
  const world = bareWorld();
  const queue = overriding(world.ports.queue, { send: unavailable });
  for (const index of [1, 2, 3]) {
    await world.receiver({ ...world.ports, queue }).receive(world.delivery({ ...EVENT, id: `evt-${index}` }));
  }
  world.clock.advance(GRACE_MS);
  return world;
}

/** A sweep to which the item of evt-2 fails validation. */
function sweepWithInvalidRecord(world: World) {
  const store = overriding(world.ports.store, {
    get: (pk) =>
      pk === INVALID
        ? Promise.reject(new InvalidRecordError('attempts: got text, expected a number'))
        : world.ports.store.get(pk),
  });
  return sweep({ ...world.sweepDeps(), store }, { deadline: Number.POSITIVE_INFINITY });
}

describe('a sweep that meets a record that fails validation', () => {
  it('sends the other events, and completes', async () => {
    const world = await givenDue();
    expect(await sweepWithInvalidRecord(world)).toMatchObject({
      due: 3,
      sent: 2,
      givenUp: 0,
      complete: true,
    });
    const queued = world.queue.receive(world.provider, { max: 10 }).map(({ pk }) => pk);
    expect(queued.sort()).toEqual(['evt-1', 'evt-3'].map((id) => eventKey(SOURCE_ID, id)));
  });

  it('logs the event and the attribute, and meets it again at the next sweep', async () => {
    const world = await givenDue();
    for (let sweeps = 1; sweeps <= 2; sweeps += 1) {
      expect(await sweepWithInvalidRecord(world)).toMatchObject({ complete: true });
      const errors = world.telemetry.lines.filter(({ level }) => level === 'error');
      expect(errors).toHaveLength(sweeps);
      expect(errors.at(-1)).toMatchObject({
        message: 'A due event could not be handled; the next sweep will try again.',
        fields: {
          source: SOURCE_ID,
          eventId: 'evt-2',
          error: 'InvalidRecordError',
          problem: 'attempts: got text, expected a number',
        },
      });
    }
  });
});
