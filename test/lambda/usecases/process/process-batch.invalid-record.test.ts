import { InvalidRecordError } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { constant } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { counts, EVENT, newWorld, processVisible, recordOf } from '../../../support/scenes/scene';

const MAX_RECEIVES = 5;
const toPk = (index: number) => eventKey(SOURCE_ID, `evt-${index}`);
const INVALID = toPk(2);

/** Events evt-1 to evt-3, waiting; the item of evt-2 fails validation whenever it is read. */
async function givenInvalidRecord(): Promise<World> {
  const world = newWorld();
  for (const index of [1, 2, 3]) {
    const document = `doc-${index}`;
    world.api.behaviours.set(`/documents/${document}`, constant);
    await world.receiver().receive(world.delivery({ ...EVENT, id: `evt-${index}`, document }));
  }
  return world;
}

function withInvalidRecord(world: World) {
  const refuse = (pk: string) =>
    pk === INVALID
      ? Promise.reject(new InvalidRecordError('attempts: got text, expected a number'))
      : undefined;
  const store = overriding(world.ports.store, {
    get: (pk) => refuse(pk) ?? world.ports.store.get(pk),
    update: (write) => refuse(write.pk) ?? world.ports.store.update(write),
  });
  return world.processDeps({ ...world.ports, store });
}

describe('a batch with a record that fails validation', () => {
  it('leaves its message alone to the queue, and stores the other events', async () => {
    const world = await givenInvalidRecord();
    expect(await processVisible(world, withInvalidRecord(world))).toEqual(['m2']);
    expect([toPk(1), toPk(3)].map((pk) => recordOf(world, pk).status)).toEqual(['STORED', 'STORED']);
    expect(counts(world)).toMatchObject({ Stored: 2 });
    expect(counts(world)).not.toHaveProperty('ProcessingCrashed');
  });

  it('logs the event and the attribute', async () => {
    const world = await givenInvalidRecord();
    await processVisible(world, withInvalidRecord(world));
    expect(world.telemetry.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        message: 'A message was left to the queue.',
        fields: expect.objectContaining({
          messageId: 'm2',
          source: SOURCE_ID,
          eventId: 'evt-2',
          error: 'InvalidRecordError',
          problem: 'attempts: got text, expected a number',
        }),
      }),
    ]);
  });

  it('sends no message of its own, so that the message of the event ends as a dead letter', async () => {
    const world = await givenInvalidRecord();
    for (let receives = 0; receives < MAX_RECEIVES; receives += 1) {
      await processVisible(world, withInvalidRecord(world));
      world.clock.advance(900_000);
    }
    expect(world.queue.receive(world.provider, { max: 10 })).toEqual([]);
    expect(world.queue.deadLetters.map(({ body }) => body)).toEqual([expect.stringContaining(INVALID)]);
  });
});
