import { constant, deadLink, refusing } from '../../../simulated/provider-stand-in';
import { recover } from '../../../support/scenes/replay-scene';
import {
  counts,
  EVENT,
  givenWaiting,
  newWorld,
  PK,
  processVisible,
  recordOf,
} from '../../../support/scenes/scene';

const LINK = 'https://provider.test/signed/doc-2';
const LINK_ONLY = { id: EVENT.id, type: 'done', url: LINK } as const;
const MINUTE = 60_000;

describe('fetchResult, for an event whose present body names no document', () => {
  it('stores no data of another document than the one an earlier body named', async () => {
    const world = await givenWaiting(refusing(500, Number.POSITIVE_INFINITY, { next: constant }));
    world.api.behaviours.set('/signed/doc-2', constant);
    await world.receiver().receive(world.delivery(LINK_ONLY));
    expect(recordOf(world)).toMatchObject({ documentId: 'doc-1', rawBody: JSON.stringify(LINK_ONLY) });
    await processVisible(world);
    expect(counts(world)).toMatchObject({ IdentityMismatch: 1 });
    expect(world.bucket.versions.size).toBe(0);
  });

  it('asks the API for the document that the data named once, when its link is dead', async () => {
    const world = newWorld();
    world.api.behaviours.set('/signed/doc-2', (asked) => constant({ ...asked, document: 'doc-1' }));
    await world.receiver().receive(world.delivery(LINK_ONLY));
    await processVisible(world);
    world.api.behaviours.set('/signed/doc-2', deadLink);
    world.clock.advance(MINUTE);
    await recover(PK, world.recoveryDeps());
    await processVisible(world);
    expect(recordOf(world)).toMatchObject({ status: 'STORED', generation: 2, documentId: 'doc-1' });
    expect(recordOf(world)).not.toHaveProperty('lastError');
  });
});
