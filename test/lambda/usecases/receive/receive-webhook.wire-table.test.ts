import { MAX_BODY_BYTES } from '../../../../lambda/domain/lifecycle/policy';
import { PROVIDER_IDS } from '../../../../lambda/providers/webhook-registry';
import { WebhookReceiver } from '../../../../lambda/usecases/receive/receive-webhook';
import type { World } from '../../../simulated/world';
import { overriding, unavailable, watched } from '../../../support/scenes/overriding';
import { providerWith, SAMPLES } from '../../../support/scenes/provider-samples';
import { bareWorld, counts, recordOf, setRecord } from '../../../support/scenes/scene';

const PK = 'inbox#evt_1';

describe('the samples', () => {
  it('cover every provider', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual([...PROVIDER_IDS].sort());
  });
});

function setUp(id: string, maxEventAgeSeconds?: number) {
  const world = bareWorld({ ...providerWith(id), ...(maxEventAgeSeconds && { maxEventAgeSeconds }) });
  const receive = async (
    body: Uint8Array,
    headers?: Record<string, string | undefined>,
    deps = world.receiveDeps(),
  ) => {
    const delivery = world.delivery(body);
    const answer = await new WebhookReceiver(deps).receive({ ...delivery, ...(headers && { headers }) });
    return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown, headers: answer.headers };
  };
  const stored = () => ({
    records: world.store.records.size,
    raw: world.bucket.raw.size,
    messages: world.queue.live(),
  });
  return { world, receive, stored };
}

const NOTHING = { records: 0, raw: 0, messages: 0 };

describe.each(Object.entries(SAMPLES))('%s: valid signature', (id, samples) => {
  it('new event: 200 accepted, a record and a message', async () => {
    const { world, receive, stored } = setUp(id);
    expect(await receive(samples.event())).toMatchObject({
      status: 200,
      body: { status: 'accepted', eventId: 'evt_1' },
    });
    expect(stored()).toEqual({ records: 1, raw: 0, messages: 1 });
    expect(recordOf(world, PK)).toMatchObject({ status: 'RECEIVED', provider: id, eventId: 'evt_1' });
    expect(counts(world)).toEqual({ Accepted: 1 });
  });

  it('new event with a large body: the body goes to S3', async () => {
    const { world, receive, stored } = setUp(id);
    const body = samples.event({ padding: 1_000 });
    expect(await receive(body)).toMatchObject({ status: 200 });
    expect(stored()).toEqual({ records: 1, raw: 1, messages: 1 });
    const { rawKey = '', rawBody } = recordOf(world, PK);
    expect(rawBody).toBeUndefined();
    expect(world.bucket.raw.get(rawKey)).toEqual(Uint8Array.from(body));
  });

  it('event known, RECEIVED and due: 200 duplicate, message sent again', async () => {
    const { world, receive, stored } = setUp(id);
    await receive(samples.event());
    expect(await receive(samples.event())).toMatchObject({
      status: 200,
      body: { status: 'duplicate', eventId: 'evt_1' },
    });
    expect(stored()).toEqual({ records: 1, raw: 0, messages: 2 });
    expect(counts(world)).toEqual({ Accepted: 1, Duplicate: 1 });
  });

  it('event known, RECEIVED and told to wait: 200 duplicate, nothing sent before notBefore', async () => {
    const { world, receive, stored } = setUp(id);
    await receive(samples.event());
    setRecord(world, { notBefore: world.clock.now() + 1 }, PK);
    expect(await receive(samples.event())).toMatchObject({ status: 200, body: { status: 'duplicate' } });
    expect(stored().messages).toBe(1);
    world.clock.advance(1);
    await receive(samples.event());
    expect(stored().messages).toBe(2);
  });

  it.each(['PROCESSING', 'STORED', 'EXTRACTION_FAILED', 'FAILED', 'ARCHIVED'] as const)(
    'event known and %s: 200 duplicate, nothing, one DynamoDB call',
    async (status) => {
      const { world, receive, stored } = setUp(id);
      await receive(samples.event());
      const before = setRecord(world, { status }, PK);
      const calls: string[] = [];
      const store = watched('store', world.store, calls);
      const deps = world.receiveDeps({ ...world.ports, store });
      expect(await receive(samples.event(), undefined, deps)).toMatchObject({
        status: 200,
        body: { status: 'duplicate', eventId: 'evt_1' },
      });
      expect(calls).toEqual(['store.create']);
      expect(recordOf(world, PK)).toEqual(before);
      expect(stored()).toEqual({ records: 1, raw: 0, messages: 1 });
    },
  );
});

describe.each(Object.entries(SAMPLES))('%s: valid signature, nothing to fetch', (id, samples) => {
  it('unknown event type: 200, record ARCHIVED', async () => {
    const { world, receive, stored } = setUp(id);
    expect(await receive(samples.event({ eventType: samples.unknownType }))).toMatchObject({
      status: 200,
      body: { status: 'archived', eventId: 'evt_1' },
    });
    expect(stored()).toEqual({ records: 1, raw: 0, messages: 0 });
    expect(recordOf(world, PK)).toMatchObject({ status: 'ARCHIVED', eventType: samples.unknownType });
    expect(counts(world)).toEqual({ Archived: 1 });
  });

  it('older than maxEventAge: 200, record ARCHIVED as too_old', async () => {
    const { world, receive, stored } = setUp(id, 600);
    const old = samples.event({ occurredAt: new Date(world.clock.now() - 601_000).toISOString() });
    expect(await receive(old)).toMatchObject({ status: 200, body: { status: 'archived' } });
    expect(stored()).toEqual({ records: 1, raw: 0, messages: 0 });
    expect(recordOf(world, PK).lastError?.kind).toBe('too_old');
  });

  it('as old, from a source without a limit: 200 accepted', async () => {
    const { receive } = setUp(id);
    const old = samples.event({ occurredAt: '2001-01-01T00:00:00Z' });
    expect(await receive(old)).toMatchObject({ status: 200, body: { status: 'accepted' } });
  });

  it.each([
    ['not JSON', Buffer.from('hello')],
    ['of the wrong shape', Buffer.from('{"hello":1}')],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['empty', Buffer.alloc(0)],
  ])('invalid because %s: 200, record QUARANTINED, once', async (_, body) => {
    const { world, receive, stored } = setUp(id);
    const first = await receive(body);
    const second = await receive(body);
    expect(first).toMatchObject({ status: 200, body: { status: 'quarantined' } });
    expect(second).toMatchObject({ status: 200, body: { status: 'quarantined' } });
    expect(stored()).toMatchObject({ records: 1, messages: 0 });
    const [record] = world.store.records.values();
    expect(record).toMatchObject({
      status: 'QUARANTINED',
      pk: expect.stringMatching(/^inbox![0-9a-f]{64}$/),
    });
    expect(counts(world)).toEqual({ Quarantined: 1, Duplicate: 1 });
  });
});

describe.each(Object.entries(SAMPLES))('%s: no valid signature', (id, samples) => {
  const flip = (signature = '') => signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const forgeries: readonly [string, (header: string | undefined) => string | undefined][] = [
    ['missing', () => undefined],
    ['empty', () => ''],
    ['malformed', () => 'hello'],
    ['wrong in its last digit', flip],
    ['short of a digit', (header = '') => header.slice(0, -1)],
    ['followed by a space', (header = '') => `${header} `],
  ];

  it.each(forgeries)('%s: the same 401 for all, nothing stored', async (_, forge) => {
    const { world, receive, stored } = setUp(id);
    const body = samples.event();
    const { headers } = world.delivery(body);
    const name = samples.signatureHeader;
    expect(await receive(body, { ...headers, [name]: forge(headers[name]) })).toEqual({
      status: 401,
      body: { error: 'invalid_signature' },
      headers: {
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
    expect(stored()).toEqual(NOTHING);
    expect(counts(world)).toEqual({ SignatureRejected: 1 });
  });

  it('of another body: 401, nothing stored', async () => {
    const { world, receive, stored } = setUp(id);
    const { headers } = world.delivery(samples.event());
    expect(await receive(samples.event({ eventId: 'evt_2' }), headers)).toMatchObject({ status: 401 });
    expect(stored()).toEqual(NOTHING);
  });

  it.each([
    ['stale', 301_000],
    ['future', -61_000],
  ])('%s: 401 where the provider signs a time', async (_, shift) => {
    const { world, receive, stored } = setUp(id);
    const body = samples.event();
    const { headers } = world.delivery(body);
    const later = overriding(world.clock, { now: () => world.clock.now() + shift });
    const answer = await receive(body, headers, world.receiveDeps({ ...world.ports, clock: later }));
    expect(answer.status).toBe(samples.signsTime ? 401 : 200);
    expect(stored().records).toBe(samples.signsTime ? 0 : 1);
  });
});

describe.each(Object.entries(SAMPLES))('%s: cannot be taken', (id, samples) => {
  it('unknown source: 404, nothing stored', async () => {
    const { world, stored } = setUp(id);
    const answer = await world.receiver().receive({ ...world.delivery(samples.event()), sourceId: 'other' });
    expect(answer.statusCode).toBe(404);
    expect(stored()).toEqual(NOTHING);
  });

  it('body over the limit: 413, nothing stored; at the limit: 200', async () => {
    const { receive, stored } = setUp(id);
    const room = MAX_BODY_BYTES - samples.event({ padding: 1 }).byteLength + 1;
    expect(await receive(samples.event({ padding: room + 1 }))).toMatchObject({
      status: 413,
      body: { error: 'payload_too_large' },
    });
    expect(stored()).toEqual(NOTHING);
    expect(await receive(samples.event({ padding: room }))).toMatchObject({ status: 200 });
  });

  it.each([
    ['DynamoDB', (world: World) => ({ store: overriding(world.ports.store, { create: unavailable }) })],
    ['S3 (claim check)', (world: World) => ({ raw: overriding(world.ports.raw, { putRaw: unavailable }) })],
    [
      'Secrets Manager',
      (world: World) => ({ keys: overriding(world.ports.keys, { signingKeys: unavailable }) }),
    ],
  ])('%s not answering before the claim: 503 with Retry-After', async (_, broken) => {
    const { world, receive, stored } = setUp(id);
    const deps = world.receiveDeps({ ...world.ports, ...broken(world) });
    expect(await receive(samples.event({ padding: 1_000 }), undefined, deps)).toMatchObject({
      status: 503,
      body: { error: 'unavailable' },
      headers: { 'retry-after': '5' },
    });
    expect(stored()).toMatchObject({ records: 0, messages: 0 });
    expect(counts(world)).toEqual({ ClaimUnavailable: 1 });
  });
});

describe('limai: VERIFICATION', () => {
  const challenge = (extra: object = { challenge: 'abc-123' }) =>
    Buffer.from(JSON.stringify({ eventType: 'VERIFICATION', ...extra }));
  const findAnswer = async (options: object, body: Buffer = challenge(), signed = true) => {
    const world = bareWorld(providerWith('limai', options));
    const delivery = world.delivery(body);
    const answer = await world.receiver().receive({ ...delivery, ...(!signed && { headers: {} }) });
    expect(world.store.calls.create + world.bucket.raw.size + world.queue.sent).toBe(0);
    return answer;
  };

  it.each([{ challenge: 'abc-123' }, { data: { challenge: 'abc-123' } }])(
    'valid: 200 with the challenge as JSON: %j',
    async (extra) => {
      expect(await findAnswer({}, challenge(extra))).toMatchObject({
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
        body: '{"challenge":"abc-123"}',
      });
    },
  );

  it('valid: 200 with the challenge as text by option', async () => {
    expect(await findAnswer({ challengeAnswer: 'text' })).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: 'abc-123',
    });
  });

  it('unsigned: 401, unless the source says it may be', async () => {
    expect(await findAnswer({}, challenge(), false)).toMatchObject({ statusCode: 401 });
    expect(await findAnswer({ verification: 'unsigned' }, challenge(), false)).toMatchObject({
      statusCode: 200,
      body: '{"challenge":"abc-123"}',
    });
  });

  it('unsigned by option, but no challenge: 401', async () => {
    const event = SAMPLES.limai?.event() ?? Buffer.alloc(0);
    expect(await findAnswer({ verification: 'unsigned' }, event, false)).toMatchObject({ statusCode: 401 });
  });

  it('with a challenge no browser should see: not echoed', async () => {
    const answer = await findAnswer(
      { verification: 'unsigned' },
      challenge({ challenge: '<script>' }),
      false,
    );
    expect(answer).toMatchObject({ statusCode: 401 });
  });
});
