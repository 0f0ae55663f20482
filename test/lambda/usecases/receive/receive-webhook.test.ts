import type { SecretReadOptions } from '../../../../lambda/usecases/ports';
import { type ReceiveDeps, WebhookReceiver } from '../../../../lambda/usecases/receive/receive-webhook';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { UNREADABLE_BODIES } from '../../../support/hostile/hostile-bodies';
import { overriding, unavailable, watched } from '../../../support/scenes/overriding';
import { providerWith, SAMPLES } from '../../../support/scenes/provider-samples';
import {
  bareWorld,
  counts,
  EVENT,
  givenProcessed,
  newWorld,
  PK,
  recordOf,
} from '../../../support/scenes/scene';

const LARGE = Buffer.from(JSON.stringify({ ...EVENT, padding: 'x'.repeat(1_000) }));

async function receive(world: World, body: Parameters<World['delivery']>[0] = EVENT, deps?: ReceiveDeps) {
  const answer = await new WebhookReceiver(deps ?? world.receiveDeps()).receive(world.delivery(body));
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
}

/** Everything a request does to the world, in order. */
function watchedDeps(world: World): { readonly calls: string[]; readonly deps: ReceiveDeps } {
  const calls: string[] = [];
  const deps = world.receiveDeps({
    ...world.ports,
    store: watched('store', world.store, calls),
    raw: watched('raw', world.bucket, calls),
    queue: watched('queue', world.queue, calls),
    keys: watched('keys', world.secrets, calls),
  });
  return { calls, deps };
}

describe('the order of a receipt', () => {
  it('is: keys, raw body, claim, send', async () => {
    const world = newWorld();
    const { calls, deps } = watchedDeps(world);
    await receive(world, LARGE, deps);
    expect(calls).toEqual(['keys.signingKeys', 'raw.putRaw', 'store.create', 'queue.send']);
  });

  it('needs no S3 for a small body', async () => {
    const world = newWorld();
    const { calls, deps } = watchedDeps(world);
    await receive(world, EVENT, deps);
    expect(calls).toEqual(['keys.signingKeys', 'store.create', 'queue.send']);
  });

  it('ends at the keys when the signature is wrong', async () => {
    const world = newWorld();
    const { calls, deps } = watchedDeps(world);
    const forged = { ...world.delivery(LARGE), headers: { 'x-neutral-signature': 'forged' } };
    expect((await new WebhookReceiver(deps).receive(forged)).statusCode).toBe(401);
    expect(new Set(calls)).toEqual(new Set(['keys.signingKeys']));
  });

  it('hands the request’s deadline to every call', async () => {
    const world = newWorld();
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const { ports } = world;
    const store = overriding(ports.store, {
      create: (record, options) => {
        seen.push(options?.signal);
        return ports.store.create(record);
      },
    });
    const raw = overriding(ports.raw, {
      putRaw: async (_key, _body, options) => void seen.push(options?.signal),
    });
    const queue = overriding(ports.queue, {
      send: async (_provider, _pk, _delay, options) => void seen.push(options?.signal),
    });
    const keys = overriding(ports.keys, {
      signingKeys: (source, options) => {
        seen.push(options?.signal);
        return ports.keys.signingKeys(source);
      },
    });
    const deps = world.receiveDeps({ ...ports, store, raw, queue, keys });
    await new WebhookReceiver(deps).receive({ ...world.delivery(LARGE), signal });
    expect(seen).toEqual([signal, signal, signal, signal]);
  });
});

describe('a send that fails after the claim', () => {
  it('is answered 200 and left to the sweeper', async () => {
    const world = newWorld();
    const queue = overriding(world.queue, { send: unavailable });
    const answer = await receive(world, EVENT, world.receiveDeps({ ...world.ports, queue }));
    expect(answer).toEqual({ status: 200, body: { status: 'accepted', eventId: 'evt-1' } });
    expect(recordOf(world)).toMatchObject({ status: 'RECEIVED', workShard: 'work#0' });
    expect(counts(world)).toEqual({ Accepted: 1, DeferredToSweeper: 1 });
  });
});

describe('a claim', () => {
  it('whose answer was lost is 503, and its repetition finds it', async () => {
    const world = newWorld();
    const store = overriding(world.store, {
      create: async (record) => {
        await world.store.create(record);
        throw new Error('TimeoutError');
      },
    });
    expect(await receive(world, EVENT, world.receiveDeps({ ...world.ports, store }))).toMatchObject({
      status: 503,
    });
    expect(await receive(world)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    expect(world.queue.live(PK)).toBe(1);
  });

  it('that the SDK repeated after a lost answer is ours', async () => {
    const world = newWorld();
    const store = overriding(world.store, {
      create: async (record) => {
        await world.store.create(record);
        return world.store.create(record);
      },
    });
    const answer = await receive(world, EVENT, world.receiveDeps({ ...world.ports, store }));
    expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect(counts(world)).toEqual({ Accepted: 1 });
  });

  it('that is refused without a reason is 503', async () => {
    const world = newWorld();
    const store = overriding(world.store, { create: async () => ({ applied: false }) as const });
    expect(await receive(world, EVENT, world.receiveDeps({ ...world.ports, store }))).toMatchObject({
      status: 503,
    });
  });

  it('of an expired record’s id is a new event', async () => {
    const world = newWorld();
    await receive(world, { ...EVENT, type: 'note' });
    world.clock.advance(31 * 86_400_000);
    expect(await receive(world)).toMatchObject({ body: { status: 'accepted' } });
  });
});

describe('two bodies under one event id', () => {
  it('that tell of one event are a duplicate with a metric', async () => {
    const world = newWorld();
    await receive(world);
    const { writeId: _, ...first } = recordOf(world);
    expect(await receive(world, { ...EVENT, at: '2026-01-01T00:00:00Z' })).toMatchObject({
      status: 200,
      body: { status: 'duplicate' },
    });
    expect(counts(world)).toMatchObject({ ContentMismatch: 1, Duplicate: 1 });
    expect(world.store.records.size).toBe(1);
    const { pk, receivedAt, status, documentId, generation } = first;
    expect(recordOf(world)).toMatchObject({ pk, receivedAt, status, documentId, generation });
  });

  it('that tell of one event leave its result, and the body it was made of, as they are', async () => {
    const world = await givenProcessed();
    const before = recordOf(world);
    await receive(world, { ...EVENT, at: '2026-01-01T00:00:00Z' });
    expect(counts(world)).toMatchObject({ ContentMismatch: 1, Duplicate: 1 });
    expect(recordOf(world)).toEqual(before);
  });

  it('that tell of two events are two events, and the first stands', async () => {
    const world = newWorld();
    await receive(world);
    const first = recordOf(world);
    expect(await receive(world, { ...EVENT, document: 'doc-2' })).toMatchObject({
      body: { status: 'accepted' },
    });
    expect(counts(world)).toEqual({ Accepted: 2, EventIdReused: 1 });
    expect(recordOf(world)).toEqual(first);
  });

  it('count no mismatch when they are the same', async () => {
    const world = newWorld();
    await receive(world);
    await receive(world);
    expect(counts(world)).not.toHaveProperty('ContentMismatch');
  });
});

describe('two sources with the same event id', () => {
  it('are two events', async () => {
    const world = newWorld();
    const second = { ...world.source, id: 'second' };
    world.secrets.keys.set('second', ['key-1']);
    const deps = { ...world.receiveDeps(), sources: new Map([...world.sources, ['second', second]]) };
    await receive(world, EVENT, deps);
    const answer = await new WebhookReceiver(deps).receive({ ...world.delivery(EVENT), sourceId: 'second' });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'accepted' });
    expect([...world.store.records.keys()]).toEqual([PK, 'second#evt-1']);
  });

  it('do not share a key: one’s signature does not open the other', async () => {
    const world = newWorld();
    world.secrets.keys.set('second', ['key-of-second']);
    const sources = new Map([['second', { ...world.source, id: 'second' }]]);
    const request = { ...world.delivery(EVENT), sourceId: 'second' };
    expect((await new WebhookReceiver({ ...world.receiveDeps(), sources }).receive(request)).statusCode).toBe(
      401,
    );
    expect(world.store.records.size).toBe(0);
  });
});

describe('set-up mode, while the signing secret is the placeholder', () => {
  function notSetUp(): World {
    const world = bareWorld(providerWith('limai'));
    world.secrets.keys.clear();
    return world;
  }

  it('answers a challenge, signed or not', async () => {
    const world = notSetUp();
    const body = Buffer.from('{"eventType":"VERIFICATION","challenge":"abc"}');
    const answer = await world.receiver().receive({ sourceId: SOURCE_ID, headers: {}, body });
    expect(answer).toMatchObject({ statusCode: 200, body: '{"challenge":"abc"}' });
  });

  it.each([
    [8_192, 200],
    [8_193, 503],
  ])('looks for a challenge in bodies of up to 8 KiB: %i bytes are answered %i', async (bytes, status) => {
    const world = notSetUp();
    const body = Buffer.from('{"eventType":"VERIFICATION","challenge":"abc"}'.padEnd(bytes));
    const answer = await world.receiver().receive({ sourceId: SOURCE_ID, headers: {}, body });
    expect(answer.statusCode).toBe(status);
  });

  it('refuses everything else with 503, and stores nothing', async () => {
    const world = notSetUp();
    const { calls, deps } = watchedDeps(world);
    const answer = await new WebhookReceiver(deps).receive(
      world.delivery(SAMPLES.limai?.event() ?? Buffer.alloc(0)),
    );
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(answer.body)).toEqual({ error: 'not_configured' });
    expect(calls).toEqual(['keys.signingKeys']);
    expect(counts(world)).toEqual({ SetupModeRefused: 1 });
  });

  it('refuses what it cannot read with 503 too', async () => {
    const world = notSetUp();
    for (const body of Object.values(UNREADABLE_BODIES)) {
      const answer = await world.receiver().receive({ sourceId: SOURCE_ID, headers: {}, body });
      expect(answer.statusCode).toBe(503);
    }
    expect(world.store.records.size).toBe(0);
  });
});

describe('key rotation', () => {
  /** Cached keys, and those a refresh finds. */
  function createKeys(cached: readonly string[], fresh: readonly string[]) {
    const reads: (boolean | undefined)[] = [];
    const signingKeys = async (_source: string, options?: SecretReadOptions) => {
      reads.push(options?.refresh ?? false);
      return { set: true, value: options?.refresh ? fresh : cached } as const;
    };
    return { reads, signingKeys };
  }

  const statusWith = async (cached: readonly string[], fresh: readonly string[]) => {
    const world = newWorld();
    const { reads, signingKeys } = createKeys(cached, fresh);
    const keys = overriding(world.ports.keys, { signingKeys });
    const { status } = await receive(world, EVENT, world.receiveDeps({ ...world.ports, keys }));
    return { status, reads };
  };

  it('accepts either live key without asking again', async () => {
    expect(await statusWith(['key-0', 'key-1'], [])).toEqual({ status: 200, reads: [false] });
  });

  it('asks once more when no cached key fits, and accepts the new one', async () => {
    expect(await statusWith(['key-0'], ['key-1', 'key-0'])).toEqual({ status: 200, reads: [false, true] });
  });

  it('asks once and no more when the fresh keys do not fit either', async () => {
    expect(await statusWith(['key-0'], ['key-2'])).toEqual({ status: 401, reads: [false, true] });
    expect(await statusWith(['key-0'], ['key-0'])).toEqual({ status: 401, reads: [false, true] });
  });

  it('does not ask again for a request without a signature', async () => {
    const world = newWorld();
    const { reads, signingKeys } = createKeys(['key-0'], ['key-1']);
    const keys = overriding(world.ports.keys, { signingKeys });
    const request = { ...world.delivery(EVENT), headers: {} };
    await world.receiver({ ...world.ports, keys }).receive(request);
    expect(reads).toEqual([false]);
  });
});

describe('what an answer or a log line says', () => {
  it('is never a signature, a key, a payload value or a stack trace', async () => {
    const world = newWorld();
    const store = overriding(world.store, {
      create: async () => {
        throw new Error('secret-in-error');
      },
    });
    const secretly = { ...EVENT, document: 'secret-in-payload' };
    await receive(world, secretly, world.receiveDeps({ ...world.ports, store }));
    const forged = { ...world.delivery(secretly), headers: { 'x-neutral-signature': 'secret-signature' } };
    const answer = await world.receiver().receive(forged);
    expect(JSON.stringify([world.telemetry.lines, answer])).not.toMatch(/secret|key-1|at .*\.ts/);
  });
});
