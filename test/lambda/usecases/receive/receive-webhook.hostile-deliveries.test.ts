import * as fc from 'fast-check';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { type ReceiveDeps, WebhookReceiver } from '../../../../lambda/usecases/receive/receive-webhook';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { anyId } from '../../../support/hostile/hostile';
import { EVENT_MEMBERS, readableBodies, UNREADABLE_BODIES } from '../../../support/hostile/hostile-bodies';
import { providerWith } from '../../../support/scenes/provider-samples';
import { bareWorld, EVENT, newWorld, recordOf } from '../../../support/scenes/scene';

async function receive(world: World, body: Parameters<World['delivery']>[0] = EVENT, deps?: ReceiveDeps) {
  const answer = await new WebhookReceiver(deps ?? world.receiveDeps()).receive(world.delivery(body));
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
}

describe('hostile deliveries, correctly signed', () => {
  it('each get their own record, whatever the id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyId, { minLength: 1, maxLength: 6 }), async (ids) => {
        const world = newWorld();
        for (const id of ids) {
          expect(await receive(world, { ...EVENT, id })).toMatchObject({
            status: 200,
            body: { status: 'accepted' },
          });
        }
        expect([...world.store.records.keys()]).toEqual(ids.map((id) => eventKey(SOURCE_ID, id)));
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(UNREADABLE_BODIES))('are quarantined when they are %s', async (_, body) => {
    const world = bareWorld(providerWith('limai'));
    expect(await receive(world, body)).toEqual({ status: 200, body: { status: 'quarantined' } });
  });

  it.each(Object.entries(readableBodies(EVENT_MEMBERS.limai)))('are accepted with %s', async (_, body) => {
    const world = bareWorld(providerWith('limai'));
    expect(await receive(world, body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    const record = recordOf(world, 'inbox#evt_1');
    const kept = record.rawBody ?? world.bucket.raw.get(record.rawKey ?? '') ?? '';
    expect(Buffer.from(kept).equals(body)).toBe(true);
  });
});
