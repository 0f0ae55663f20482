import { documentKey } from '../../../lambda/domain/record/keys';
import { body } from '../../../proofs/explorer/scenarios/given';
import { SimulatedClock } from '../simulated-clock';
import { World } from '../world';
import { SimulatedBucket } from './simulated-bucket';

const MINUTE = 60_000;

describe('SimulatedBucket', () => {
  it('forgets a raw body once its life is over, unless it was stored again', async () => {
    const clock = new SimulatedClock();
    const bucket = new SimulatedBucket(clock, 10 * MINUTE);
    await bucket.putRaw('raw/a', Buffer.from('a'));
    await bucket.putRaw('raw/b', Buffer.from('b'));
    clock.advance(9 * MINUTE);
    await bucket.renewRaw('raw/b', Buffer.from('b'));
    clock.advance(MINUTE);
    expect(await bucket.getRaw('raw/a')).toBeUndefined();
    expect(await bucket.getRaw('raw/b')).toEqual(Uint8Array.from(Buffer.from('b')));
  });
});

describe('SimulatedEventStore', () => {
  it('shows a write in its document index once the lag is over', async () => {
    const world = new World({ documentLagMs: 5 * MINUTE });
    const known = async () => {
      const query = { documentKey: documentKey(world.provider, 'e1'), source: world.source.id };
      const statuses: string[] = [];
      for await (const { status } of world.store.listEvents(query)) {
        statuses.push(status);
      }
      return statuses;
    };
    await world.receiver().receive(world.delivery(body('e1')));
    expect(await known()).toEqual([]);
    world.clock.advance(5 * MINUTE);
    expect(await known()).toEqual(['RECEIVED']);
  });
});
