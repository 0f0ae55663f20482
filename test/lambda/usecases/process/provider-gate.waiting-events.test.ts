import { eventKey } from '../../../../lambda/domain/record/keys';
import { type Behaviour, constant, respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { EVENT, newWorld, PK, processVisible, recordOf, timesAsked } from '../../../support/scenes/scene';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = { ...EVENT, id: 'evt-2' };
const OTHER_PK = eventKey(SOURCE_ID, OTHER.id);

/** How long an event has to wait now. */
const readWait = (world: World, pk: string) => (recordOf(world, pk).notBefore ?? 0) - world.clock.now();

async function receive(world: World, body: typeof EVENT): Promise<void> {
  expect(await world.receiver().receive(world.delivery(body))).toMatchObject({ statusCode: 200 });
}

/** One process that got a 429 with this `Retry-After` for one event, and then received another. */
async function givenClosedGate(retryAfter: string, afterwards: Behaviour = constant) {
  const policy = { retryWindowSeconds: 86_400 };
  const refuse: Behaviour = () => respond(429, {}, { 'retry-after': retryAfter });
  const world = newWorld((asked) => (asked.times === 0 ? refuse(asked) : afterwards(asked)), { policy });
  const deps = world.processDeps();
  await receive(world, EVENT);
  await processVisible(world, deps);
  await receive(world, OTHER);
  return { world, deps };
}

describe('events that wait for a closed ProviderGate', () => {
  it.each([
    ['1800', 0.5 * HOUR],
    ['21600', 6 * HOUR],
    ['90000', 6 * HOUR],
  ])('wait for the whole Retry-After of %s s, at most 6 h, without a call', async (retryAfter, pause) => {
    const { world, deps } = await givenClosedGate(retryAfter);
    await processVisible(world, deps);
    for (const pk of [PK, OTHER_PK]) {
      expect(readWait(world, pk)).toBeGreaterThanOrEqual(pause);
      expect(readWait(world, pk)).toBeLessThan(pause + 5 * MINUTE);
    }
    expect(timesAsked(world)).toBe(1);
  });

  it('are fetched by a fresh process, whose gate is open', async () => {
    const { world } = await givenClosedGate('1800');
    await processVisible(world, world.processDeps());
    expect(recordOf(world, OTHER_PK).status).toBe('STORED');
    expect(timesAsked(world)).toBe(2);
  });

  it('cost a fresh process one call while the provider still refuses', async () => {
    const refuse: Behaviour = () => respond(429, {}, { 'retry-after': '1700' });
    const { world } = await givenClosedGate('1800', refuse);
    await receive(world, { ...EVENT, id: 'evt-3' });
    const deps = { ...world.processDeps(), inBatchConcurrency: 1 };
    await processVisible(world, deps);
    expect(timesAsked(world)).toBe(2);
    expect(readWait(world, eventKey(SOURCE_ID, 'evt-3'))).toBeGreaterThanOrEqual(1_700_000);
  });

  it('are fetched at once with another API token', async () => {
    const { world, deps } = await givenClosedGate('1800');
    world.secrets.tokens.set(SOURCE_ID, 'token-of-another-account');
    await world.secrets.apiToken(SOURCE_ID, { refresh: true });
    await processVisible(world, deps);
    expect(recordOf(world, OTHER_PK).status).toBe('STORED');
  });
});
