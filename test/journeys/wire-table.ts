import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { quarantineKey, sha256Hex } from '../../lambda/domain/keys';
import { MAX_BODY_BYTES } from '../../lambda/domain/policy';
import { SECRET_PLACEHOLDER } from '../../lambda/domain/secret-placeholder';
import { providerOf } from '../../lambda/providers/registry';
import type { DynamoDbEngine } from '../../local/engines/engines.types';
import { padded } from '../../local/samples/fixture-text';
import { signsTime } from '../../local/send/planned-deliveries';
import { post } from '../../local/simulators/post';
import { Journey } from './journey';

/** Kind of sample that ends with a stored result. */
const KINDS = [
  ['limai', 'success'],
  ['extend', 'processed'],
] as const;

const HANG_UP = { kind: 'hang-up', when: 'before' } as const;
const INVALID_SIGNATURE = { status: 401, body: { error: 'invalid_signature' } };

/** Every row of the wire table, by its name, through the whole local stack on one DynamoDB engine. */
export function describeWireTable(dynamodbEngine: DynamoDbEngine): void {
  describe(`on ${dynamodbEngine}`, () => {
    const stack = new RunningStack();

    beforeAll(async () => {
      stack.journey = await Journey.start({ dynamodbEngine });
      await putPlaceholders(stack.journey, ['limai-new', 'extend-new']);
    }, 60_000);

    afterAll(() => stack.journey.stop());

    describe.each(KINDS)('%s', (provider, kind) => {
      describeClaims(stack, provider, kind);
      describeKnownEvents(stack, provider, kind);
      describeKeptOnly(stack, provider, kind);
      describeForgeries(stack, provider, kind);
      describeRefusals(stack, provider, kind);
      describeOutages(stack, provider, kind);
      describeSetUpMode(stack, provider, kind);
    });

    describeVerification(stack);
  });
}

/** Filled before the first test. */
class RunningStack {
  #journey: Journey | undefined;

  get journey(): Journey {
    if (!this.#journey) {
      throw new Error('Journey: the stack does not run.');
    }
    return this.#journey;
  }

  set journey(journey: Journey) {
    this.#journey = journey;
  }
}

let events = 0;

/** Ids nobody has used yet. */
function freshIds(): { readonly eventId: string; readonly documentId: string } {
  events += 1;
  return { eventId: `evt_journey_${events}`, documentId: `doc_journey_${events}` };
}

function describeClaims(stack: RunningStack, provider: string, kind: string): void {
  it.each([kind, 'large'])('valid signature, new event (%s)', async (each) => {
    const { journey } = stack;
    const { body, eventId = '', extraction } = journey.sample(provider, each, freshIds());
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'accepted', eventId },
    });
    const record = await journey.final(provider, eventId);
    expect(record).toMatchObject({ status: 'STORED', provider, source: provider, generation: 1 });
    const result = await journey.stores.object(record.resultKey ?? '');
    expect(sha256Hex(result ?? '')).toBe(record.resultSha256);
    expect(result?.subarray(-(extraction?.length ?? 0) - 1)).toEqual(
      Buffer.concat([extraction ?? Buffer.alloc(0), Buffer.from('}')]),
    );
    const kept = record.rawKey
      ? await journey.stores.object(record.rawKey)
      : Buffer.from(record.rawBody ?? '');
    expect(kept).toEqual(body);
  });

  it('valid signature, new event whose extraction failed', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, 'failed', freshIds());
    expect((await journey.send(provider, body)).status).toBe(200);
    expect(await journey.final(provider, eventId)).toMatchObject({
      status: 'EXTRACTION_FAILED',
      lastError: { kind: 'extraction_failed' },
    });
  });
}

function describeKnownEvents(stack: RunningStack, provider: string, kind: string): void {
  it('valid signature, event known, RECEIVED and due: message sent again', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const restore = journey.disturbIngest(({ action }) => action === 'SendMessage', HANG_UP);
    expect(await journey.send(provider, body)).toMatchObject({ status: 200, body: { status: 'accepted' } });
    restore();
    expect(await journey.record(provider, eventId)).toMatchObject({ status: 'RECEIVED' });
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'duplicate', eventId },
    });
    expect(await journey.final(provider, eventId)).toMatchObject({ status: 'STORED' });
  });

  it('valid signature, event known otherwise: nothing stored, one DynamoDB call', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    await journey.send(provider, body);
    const before = await journey.final(provider, eventId);
    const [dynamodb, sqs] = [journey.ingestCalls('dynamodb'), journey.ingestCalls('sqs')];
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'duplicate', eventId },
    });
    expect([journey.ingestCalls('dynamodb') - dynamodb, journey.ingestCalls('sqs') - sqs]).toEqual([1, 0]);
    expect(await journey.record(provider, eventId)).toEqual(before);
  });
}

function describeKeptOnly(stack: RunningStack, provider: string, kind: string): void {
  it('valid signature, unknown event type', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, 'unknown', freshIds());
    expect(await journey.send(provider, body)).toEqual({
      status: 200,
      body: { status: 'archived', eventId },
    });
    expect(await journey.record(provider, eventId)).toMatchObject({ status: 'ARCHIVED' });
  });

  it("valid signature, body `timestamp` older than the source's `maxEventAge`", async () => {
    const { journey } = stack;
    const source = `${provider}-recent`;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    expect(await journey.send(source, body)).toEqual({ status: 200, body: { status: 'archived', eventId } });
    expect(await journey.record(source, eventId)).toMatchObject({
      status: 'ARCHIVED',
      lastError: { kind: 'too_old' },
    });
  });

  it('valid signature, unreadable (not JSON, wrong shape)', async () => {
    const { journey } = stack;
    for (const body of [
      journey.sample(provider, 'unreadable', freshIds()).body,
      Buffer.from('{"other":1}'),
    ]) {
      expect(await journey.send(provider, body)).toEqual({ status: 200, body: { status: 'quarantined' } });
      const record = await journey.stores.record(quarantineKey(provider, sha256Hex(body)));
      expect(record).toMatchObject({ status: 'QUARANTINED', bodySha256: sha256Hex(body) });
    }
  });
}

function describeForgeries(stack: RunningStack, provider: string, kind: string): void {
  const forgeries: readonly [string, (signature: string) => string | undefined][] = [
    ['missing', () => undefined],
    ['malformed', () => 'malformed'],
    ['wrong', (signature) => signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
  ];

  it.each(forgeries)('%s signature', async (_, forge) => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const { url, signingSecret } = journey.source(provider);
    const signed = providerOf(provider).sign(body, signingSecret, Date.now());
    const forged = Object.entries(signed).map(([name, value]) => [
      name,
      /[0-9a-f]{64}$/.test(value) ? forge(value) : value,
    ]);
    const headers = Object.fromEntries(forged.filter(([, value]) => value !== undefined));
    const before = journey.ingestCalls('dynamodb');
    const answer = await post(url, { 'content-type': 'application/json', ...headers }, body);
    expect({ status: answer.status, body: JSON.parse(answer.body) }).toEqual(INVALID_SIGNATURE);
    expect(journey.ingestCalls('dynamodb')).toBe(before);
    expect(await journey.record(provider, eventId)).toBeUndefined();
  });

  const shifted = signsTime(provider) ? { stale: -3_600_000, future: 3_600_000 } : {};
  for (const [name, shift] of Object.entries(shifted)) {
    it(`${name} signature`, async () => {
      const { journey } = stack;
      const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
      const signedAt = Date.now() + shift;
      expect(await journey.send(provider, body, { signedAt })).toEqual(INVALID_SIGNATURE);
      expect(await journey.record(provider, eventId)).toBeUndefined();
    });
  }
}

function describeRefusals(stack: RunningStack, provider: string, kind: string): void {
  it('unknown path or source: no invocation', async () => {
    const { journey } = stack;
    const { body } = journey.sample(provider, kind, freshIds());
    const before = journey.ingestCalls();
    for (const path of [`/webhooks/${provider}-unknown`, `/webhooks/${provider}/`, '/', '/webhooks']) {
      const url = `${journey.run.endpoints.api}${path}`;
      expect(await journey.send(provider, body, { url })).toEqual({
        status: 404,
        body: { message: 'Not Found' },
      });
    }
    expect(journey.ingestCalls()).toBe(before);
  });

  it.each([
    ['in the function', MAX_BODY_BYTES, { error: 'payload_too_large' }],
    ['before the function', 7 * 1024 * 1024, { message: 'Request Too Long' }],
  ])('body over the limit, refused %s', async (_, bytes, said) => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const large = Buffer.from(padded(body.toString(), bytes));
    expect(await journey.send(provider, large)).toEqual({ status: 413, body: said });
    expect(await journey.record(provider, eventId)).toBeUndefined();
  });
}

function describeOutages(stack: RunningStack, provider: string, kind: string): void {
  it.each([
    ['DynamoDB', 'dynamodb', kind, ''],
    ['S3 (claim check)', 's3', 'large', ''],
    ['Secrets Manager', 'secretsmanager', kind, '-unread'],
  ] as const)('%s not answering in time before the claim', async (_, service, each, suffix) => {
    const { journey } = stack;
    const source = `${provider}${suffix}`;
    const { body, eventId = '' } = journey.sample(provider, each, freshIds());
    const restore = journey.disturbIngest((call) => call.service === service, HANG_UP);
    const { url, signingSecret } = journey.source(source);
    const signed = providerOf(provider).sign(body, signingSecret, Date.now());
    const answer = await fetch(url, { method: 'POST', headers: signed, body: new Uint8Array(body) });
    restore();
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      expect.stringMatching(/^\d+$/),
      { error: 'unavailable' },
    ]);
    expect(await journey.record(source, eventId)).toBeUndefined();
  });
}

function describeSetUpMode(stack: RunningStack, provider: string, kind: string): void {
  it('a source whose signing secret is still the placeholder', async () => {
    const { journey } = stack;
    const source = `${provider}-new`;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    for (const signingKey of ['any key', SECRET_PLACEHOLDER]) {
      const answer = await journey.send(source, body, { signingKey });
      expect(answer).toEqual({ status: 503, body: { error: 'not_configured' } });
    }
    expect(await journey.record(source, eventId)).toBeUndefined();
  });
}

function describeVerification(stack: RunningStack): void {
  const challenge = { challenge: 'chal_3f9c1b7e5a' };

  it.each(['verification', 'verification-data'])('Limai VERIFICATION, valid (%s)', async (kind) => {
    const { journey } = stack;
    const before = journey.ingestCalls('dynamodb');
    expect(await journey.send('limai', journey.sample('limai', kind).body)).toEqual({
      status: 200,
      body: challenge,
    });
    expect(journey.ingestCalls('dynamodb')).toBe(before);
  });

  it('Limai VERIFICATION, answered as text by option, and unsigned by option', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    const answer = await fetch(stack.journey.source('limai-text').url, {
      method: 'POST',
      body: new Uint8Array(body),
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect([answer.status, await answer.text()]).toEqual([200, challenge.challenge]);
  });

  it('Limai VERIFICATION, unsigned', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    const answer = await stack.journey.send('limai', body, { signingKey: 'another' });
    expect(answer).toEqual(INVALID_SIGNATURE);
  });

  it('Limai VERIFICATION of a source in set-up mode', async () => {
    const { body } = stack.journey.sample('limai', 'verification');
    expect(await stack.journey.send('limai-new', body, { signingKey: 'any' })).toEqual({
      status: 200,
      body: challenge,
    });
  });
}

/** As right after a deployment: nobody has put a key in yet. */
async function putPlaceholders(journey: Journey, sources: readonly string[]): Promise<void> {
  const { endpoints, region, credentials, secrets } = journey.run.endpoints;
  const client = new SecretsManagerClient({ endpoint: endpoints.secretsmanager, region, credentials });
  for (const source of sources) {
    const SecretId = secrets[source]?.signing;
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: SECRET_PLACEHOLDER }));
  }
  client.destroy();
}
