import type { HttpResponse } from '../../../../lambda/domain/provider/provider';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { respond } from '../../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { providerWith } from '../../../support/scenes/provider-samples';
import { rawMember } from '../../../support/scenes/raw-member';
import { recover } from '../../../support/scenes/replay-scene';
import { bareWorld, counts, processVisible, recordOf } from '../../../support/scenes/scene';

const LINK_HOST = 'payloads.test';
const RUN = { object: 'extract_run', status: 'PROCESSED', output: { total: 2 } };

type Payload = Readonly<Record<string, unknown>>;

const toPk = (index: number) => eventKey(SOURCE_ID, `evt_${index}`);

/** Events evt_0, evt_1 … with these payloads, waiting; the provider's pace is one call per second. */
async function givenPayloads(payloads: readonly Payload[]): Promise<World> {
  const world = bareWorld({ ...providerWith('extend'), requestsPerSecond: 1 });
  for (const [index, payload] of payloads.entries()) {
    const event = { eventId: `evt_${index}`, eventType: 'extract_run.processed', payload };
    await world.receiver().receive(world.delivery(Buffer.from(JSON.stringify(event))));
  }
  return world;
}

const linkTo = (id?: string): Payload => ({
  object: 'signed_data_url',
  data: `https://${LINK_HOST}/payload`,
  ...(id !== undefined && { id }),
});

/** Works on all that is visible while the link's host gives one answer and the API's host another; who was asked, in order. */
async function process(world: World, answers: { readonly link?: HttpResponse; readonly api?: HttpResponse }) {
  const hosts: string[] = [];
  const http = overriding(world.ports.http, {
    get: async ({ url }) => {
      const { host } = new URL(url);
      hosts.push(host);
      const answer = host === LINK_HOST ? answers.link : answers.api;
      return answer ?? Promise.reject(new Error(`No call to ${host} was expected.`));
    },
  });
  await processVisible(world, { ...world.processDeps({ ...world.ports, http }), inBatchConcurrency: 1 });
  return hosts;
}

const busy = respond(429, {}, { 'retry-after': '600' });

describe('a link, whose host is not the provider’s API', () => {
  it('is downloaded without the API’s pace', async () => {
    const world = await givenPayloads([linkTo(), linkTo(), linkTo('exr_3')]);
    const started = world.clock.now();
    expect(await process(world, { link: respond(200, RUN) })).toEqual([LINK_HOST, LINK_HOST, LINK_HOST]);
    expect(world.clock.now()).toBe(started);
    expect(counts(world)).toMatchObject({ Stored: 3 });
  });

  it('that answers 429 leaves the API’s gate open', async () => {
    const world = await givenPayloads([linkTo(), linkTo('exr_2'), linkTo('exr_3')]);
    const hosts = await process(world, { link: busy, api: respond(200, RUN) });
    expect(hosts).toEqual([LINK_HOST, LINK_HOST, 'api.extend.ai', LINK_HOST, 'api.extend.ai']);
    expect(recordOf(world, toPk(0))).toMatchObject({
      status: 'RECEIVED',
      lastError: { kind: 'transient' },
    });
    expect(counts(world)).toMatchObject({ Stored: 2, Retried: 1 });
    expect(counts(world)).not.toHaveProperty('Throttled');
  });

  it('is downloaded although the API’s gate is closed', async () => {
    const world = await givenPayloads([linkTo('exr_1'), linkTo('exr_2')]);
    const gone = respond(403, {});
    expect(await process(world, { link: gone, api: busy })).toEqual([LINK_HOST, 'api.extend.ai', LINK_HOST]);
    expect(counts(world)).toMatchObject({ Retried: 2, Throttled: 1 });
  });
});

describe('a result the event itself carried', () => {
  const carried = { object: 'extract_run', id: 'exr_1', status: 'PROCESSED', output: { total: 1 } };
  const stored = (world: World) => {
    const { resultKey = '' } = recordOf(world, toPk(0));
    return Buffer.from(world.bucket.current(resultKey)?.body ?? '').toString();
  };

  it('is the provider’s state as of the receipt, in record and object', async () => {
    const world = await givenPayloads([carried]);
    world.clock.advance(50_000);
    expect(await process(world, {})).toEqual([]);
    const { fetchedAt, receivedAt } = recordOf(world, toPk(0));
    expect(fetchedAt).toBe(receivedAt);
    expect(JSON.parse(stored(world))).toMatchObject({ fetchedAt: toIso(receivedAt), extraction: carried });
  });

  it('is asked for again by a replay, and is then the state as of now', async () => {
    const world = await givenPayloads([carried]);
    await process(world, {});
    world.clock.advance(50_000);
    await recover(toPk(0), world.recoveryDeps());
    expect(await process(world, { api: respond(200, RUN) })).toEqual(['api.extend.ai']);
    expect(rawMember(stored(world), 'extraction')).toBe(JSON.stringify(RUN));
    const { fetchedAt = '', generation } = recordOf(world, toPk(0));
    expect([fetchedAt, generation]).toEqual([world.clock.now(), 2]);
  });
});
