import { constant } from '../../explorer/simulated/provider-stand-in';
import type { World } from '../../explorer/simulated/world';
import { receiveWebhook } from '../../lambda/usecases/receive-webhook';
import { counts, newWorld, PK, processVisible, recordOf } from '../support/scene';

const LINK_ONLY = { id: 'evt-1', type: 'done', url: 'https://provider.test/signed/doc-1' } as const;
const BODY = Buffer.from(JSON.stringify(LINK_ONLY).padEnd(700));

/** An event that names no document, whose body was lost before it was worked on. */
async function givenBodyLost(): Promise<World> {
  const world = newWorld();
  world.api.behaviours.set('/signed/doc-1', constant);
  await receiveWebhook(world.delivery(BODY), world.receiveDeps());
  world.bucket.raw.clear();
  await processVisible(world);
  expect(recordOf(world)).toMatchObject({ status: 'FAILED', lastError: { kind: 'body_lost' } });
  return world;
}

describe('claimEvent, for an event whose body was lost', () => {
  it('reopens the event when the same body comes again', async () => {
    const world = await givenBodyLost();
    await receiveWebhook(world.delivery(BODY), world.receiveDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', documentId: 'doc-1' });
    expect(counts(world)).toMatchObject({ BodyRenewed: 1 });
    expect(counts(world)).not.toHaveProperty('ContentMismatch');
  });

  it('leaves an event alone whose body is there, however often the same one comes', async () => {
    const world = await givenBodyLost();
    await receiveWebhook(world.delivery(BODY), world.receiveDeps());
    await processVisible(world);
    const { writeId } = recordOf(world, PK);
    await receiveWebhook(world.delivery(BODY), world.receiveDeps());
    expect(recordOf(world).writeId).toBe(writeId);
  });
});
