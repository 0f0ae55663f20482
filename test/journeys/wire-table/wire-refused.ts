import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { getProvider } from '../../../lambda/providers/registry';
import { padded } from '../../../local/samples/fixture-text';
import { signsTime } from '../../../local/send/planned-events';
import { post } from '../../../local/simulators/deliver';
import { freshIds, HANG_UP, INVALID_SIGNATURE, type RunningStack } from '../stack/running-stack';

const MIB = 1024 * 1024;

/** Not signed by the provider. */
export function describeForgeries(stack: RunningStack, provider: string, kind: string): void {
  const forgeries: readonly [string, (signature: string) => string | undefined][] = [
    ['missing', () => undefined],
    ['malformed', () => 'malformed'],
    ['wrong', (signature) => signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
  ];

  it.each(forgeries)('%s signature', async (_, forge) => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const { url, signingSecret } = journey.source(provider);
    const signed = getProvider(provider).sign(body, signingSecret, Date.now());
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

/** Not addressed to us, or too large. */
export function describeRefusals(stack: RunningStack, provider: string, kind: string): void {
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
    ['before the function', 7 * MIB, { message: 'Request Too Long' }],
  ])('body over the limit, refused %s', async (_, bytes, said) => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const large = Buffer.from(padded(body.toString(), bytes));
    expect(await journey.send(provider, large)).toEqual({ status: 413, body: said });
    expect(await journey.record(provider, eventId)).toBeUndefined();
  });
}

/** Below the body's own limit, but with its line breaks escaped over the event's: API Gateway refuses it by itself. */
export function describeEscapedBodies(stack: RunningStack, provider: string, kind: string): void {
  it('body below 4 MiB whose escaped form makes the event exceed 6 MiB: no invocation', async () => {
    const { journey } = stack;
    const { body, eventId = '' } = journey.sample(provider, kind, freshIds());
    const large = Buffer.concat([body, Buffer.alloc(3.1 * MIB, '\n')]);
    expect(large.length).toBeLessThan(MAX_BODY_BYTES);
    const before = journey.ingestCalls();
    const said = { message: 'Request Too Long' };
    expect(await journey.send(provider, large)).toEqual({ status: 413, body: said });
    expect(journey.ingestCalls()).toBe(before);
    const fitting = Buffer.concat([body, Buffer.alloc(2.9 * MIB, '\n')]);
    expect(await journey.send(provider, fitting)).toEqual({
      status: 200,
      body: { status: 'accepted', eventId },
    });
  });
}

/** The claim is not known to be durable. */
export function describeOutages(stack: RunningStack, provider: string, kind: string): void {
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
    const signed = getProvider(provider).sign(body, signingSecret, Date.now());
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

/** Nobody has put a key in yet. */
export function describeSetUpMode(stack: RunningStack, provider: string, kind: string): void {
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
