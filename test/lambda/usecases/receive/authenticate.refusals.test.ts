import { MAX_BODY_BYTES } from '../../../../lambda/domain/lifecycle/policy';
import { JsonView } from '../../../../lambda/domain/text/json-view';
import type { LogFields, SecretReadOptions } from '../../../../lambda/usecases/ports';
import type { HttpAnswer } from '../../../../lambda/usecases/receive/http-answer';
import { WebhookReceiver } from '../../../../lambda/usecases/receive/receive-webhook';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { overriding } from '../../../support/scenes/overriding';
import { providerWith, SAMPLES } from '../../../support/scenes/provider-samples';
import { bareWorld } from '../../../support/scenes/scene';

const KEY = 'key-1';
const CHALLENGE = Buffer.from('{"eventType":"VERIFICATION","challenge":"abc"}');
const HOUR = 3_600_000;

type Headers = Readonly<Record<string, string>>;
type Rewrite = (signature: string) => string | undefined;

interface Refused {
  readonly answer: HttpAnswer;
  /** Metrics, as name and dimensions. */
  readonly counted: readonly (readonly [string, object])[];
  readonly logged: readonly LogFields[];
  readonly reads: readonly (SecretReadOptions | undefined)[];
}

/** Posts a body, and sees what is told of it, and to whom. */
async function posted(world: World, headers: Headers, body: Uint8Array): Promise<Refused> {
  const counted: [string, object][] = [];
  const reads: (SecretReadOptions | undefined)[] = [];
  const telemetry = overriding(world.telemetry, {
    count: (name: string, dimensions: object = {}) => void counted.push([name, dimensions]),
  });
  const keys = overriding(world.ports.keys, {
    signingKeys: (source, options) => {
      reads.push(options);
      return world.ports.keys.signingKeys(source);
    },
  });
  const deps = { ...world.receiveDeps({ ...world.ports, keys }), telemetry };
  const answer = await new WebhookReceiver(deps).receive({ sourceId: SOURCE_ID, headers, body });
  return { answer, counted, reads, logged: world.telemetry.lines.map(({ fields }) => fields) };
}

function createWorld(provider: string, options: object = {}): World {
  const world = bareWorld(providerWith(provider, options));
  world.secrets.keys.set(SOURCE_ID, [KEY]);
  return world;
}

const bodyFor = (provider: string) => SAMPLES[provider]?.event() ?? Buffer.alloc(0);

/** An authentic request, signed at some distance from now, whose signature is then rewritten. */
function forged(world: World, provider: string, { rewrite, shift = 0 }: Forgery): Headers {
  const signed = providerWith(provider).provider.sign(bodyFor(provider), KEY, world.clock.now() + shift);
  const name = SAMPLES[provider]?.signatureHeader ?? '';
  const value = rewrite ? rewrite(signed[name] ?? '') : signed[name];
  const { [name]: _, ...others } = signed;
  return value === undefined ? others : { ...others, [name]: value };
}

interface Forgery {
  readonly rewrite?: Rewrite;
  readonly shift?: number;
}

const FORGERIES: readonly [string, string, Forgery][] = ['limai', 'extend'].flatMap((provider) => [
  [provider, 'missing', { rewrite: () => undefined }],
  [provider, 'malformed', { rewrite: (signature) => `${signature}zz` }],
  [
    provider,
    'mismatch',
    { rewrite: (signature) => signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
  ],
  ...(SAMPLES[provider]?.signsTime
    ? ([
        [provider, 'stale', { shift: -HOUR }],
        [provider, 'future', { shift: HOUR }],
      ] as [string, string, Forgery][])
    : []),
]);

describe('a refused signature', () => {
  it.each(FORGERIES)(
    'of %s that is %s is told to metric and log alone',
    async (provider, reason, forgery) => {
      const world = createWorld(provider);
      const { answer, counted, logged } = await posted(
        world,
        forged(world, provider, forgery),
        bodyFor(provider),
      );
      const alarming = reason === 'stale' ? [['SignatureTooOld', { source: SOURCE_ID }]] : [];
      expect(counted).toEqual([['SignatureRejected', { source: SOURCE_ID, reason }], ...alarming]);
      expect(logged).toEqual([{ source: SOURCE_ID, reason }]);
      expect(JSON.stringify(answer)).not.toContain(reason);
      expect(world.store.records.size + world.bucket.raw.size).toBe(0);
    },
  );

  it('is answered byte for byte the same, whatever is wrong', async () => {
    const answers = new Set<string>();
    for (const [provider, , forgery] of FORGERIES) {
      const world = createWorld(provider);
      const { answer } = await posted(world, forged(world, provider, forgery), bodyFor(provider));
      answers.add(JSON.stringify(answer));
    }
    expect([...answers].map((text) => JSON.parse(text))).toEqual([
      {
        statusCode: 401,
        headers: {
          'content-type': 'application/json',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
        body: '{"error":"invalid_signature"}',
      },
    ]);
  });

  it('is told as no key while there is none, and answered 503', async () => {
    const world = createWorld('limai');
    world.secrets.keys.clear();
    const { answer, counted, logged } = await posted(world, forged(world, 'limai', {}), bodyFor('limai'));
    expect(answer.statusCode).toBe(503);
    expect(counted).toEqual([['SetupModeRefused', { source: SOURCE_ID, reason: 'no_key' }]]);
    expect(logged).toEqual([{ source: SOURCE_ID, reason: 'no_key' }]);
  });

  it('counts a body over the limit, and one that is not known to be claimed, under its reason', async () => {
    const large = await posted(createWorld('limai'), {}, Buffer.alloc(MAX_BODY_BYTES + 1));
    expect(large.answer.statusCode).toBe(413);
    expect(large.counted).toEqual([['BodyTooLarge', { source: SOURCE_ID, reason: 'too_large' }]]);
    expect(large.logged).toEqual([{ source: SOURCE_ID, reason: 'too_large' }]);
    const world = createWorld('limai');
    jest.spyOn(world.ports.store, 'create').mockRejectedValue(new Error('unavailable'));
    const unclaimed = await posted(
      world,
      forged(world, 'limai', { rewrite: (own) => own }),
      bodyFor('limai'),
    );
    expect(unclaimed.answer.statusCode).toBe(503);
    expect(unclaimed.counted).toEqual([['ClaimUnavailable', { source: SOURCE_ID, reason: 'unavailable' }]]);
  });

  it('is not called a claim when the signing key cannot be read', async () => {
    const world = createWorld('limai');
    jest.spyOn(world.ports.keys, 'signingKeys').mockRejectedValue(new Error('unavailable'));
    const { answer, counted } = await posted(world, forged(world, 'limai', {}), bodyFor('limai'));
    expect(answer.statusCode).toBe(503);
    expect(counted).toEqual([['ClaimUnavailable', { source: SOURCE_ID, reason: 'unavailable' }]]);
    expect(world.telemetry.lines.map(({ message }) => message)).toEqual([
      'The webhook could not be checked; answered 503.',
    ]);
  });

  it.each(['missing', 'malformed'])('that is %s asks for no fresh key', async (reason) => {
    const forgery = FORGERIES.find(([, name]) => name === reason)?.[2] ?? {};
    const world = createWorld('limai');
    const { reads } = await posted(world, forged(world, 'limai', forgery), bodyFor('limai'));
    expect(reads).toEqual([{ anyAge: true }]);
  });
});

describe('what is read before a signature was found valid', () => {
  const parse = jest.spyOn(JsonView, 'of');
  beforeEach(() => parse.mockClear());
  afterAll(() => parse.mockRestore());

  const parsed = () => parse.mock.calls.length;

  it.each(FORGERIES)('is nothing of a delivery of %s that is %s', async (provider, _, forgery) => {
    const world = createWorld(provider);
    await posted(world, forged(world, provider, forgery), bodyFor(provider));
    expect(parsed()).toBe(0);
  });

  it('is nothing of a challenge either, when the source wants it signed', async () => {
    const { answer } = await posted(createWorld('limai'), {}, CHALLENGE);
    expect([answer.statusCode, parsed()]).toEqual([401, 0]);
  });

  it.each([
    ['of a source that answers them unsigned', { verification: 'unsigned' }, [KEY], 401],
    ['in set-up mode', {}, [], 503],
  ])('is a challenge %s, if it is short', async (_, options, keys, refusal) => {
    const world = createWorld('limai', options);
    world.secrets.keys.clear();
    if (keys.length > 0) {
      world.secrets.keys.set(SOURCE_ID, keys);
    }
    expect((await posted(world, {}, CHALLENGE)).answer).toMatchObject({
      statusCode: 200,
      body: '{"challenge":"abc"}',
    });
    expect(parsed()).toBe(1);
    const long = Buffer.from(CHALLENGE.toString().padEnd(8_193));
    expect((await posted(world, {}, long)).answer.statusCode).toBe(refusal);
    expect(parsed()).toBe(1);
  });

  it.each([
    ['an event', bodyFor('limai')],
    ['a challenge of other characters', Buffer.from('{"eventType":"VERIFICATION","challenge":"<b>"}')],
    [
      'a challenge of 513 characters',
      Buffer.from(`{"eventType":"VERIFICATION","challenge":"${'a'.repeat(513)}"}`),
    ],
    ['a challenge that is no text', Buffer.from('{"eventType":"VERIFICATION","challenge":{"a":1}}')],
    [
      'a challenge under a prototype',
      Buffer.from('{"__proto__":{"eventType":"VERIFICATION","challenge":"abc"}}'),
    ],
  ])('leads to no answer but the refusal for %s', async (_, body) => {
    expect(
      (await posted(createWorld('limai', { verification: 'unsigned' }), {}, body)).answer.statusCode,
    ).toBe(401);
  });
});
