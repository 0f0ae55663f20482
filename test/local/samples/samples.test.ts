import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INLINE_BODY_BYTES, MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { parseBody } from '../../../lambda/domain/record/incoming-event';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { getDemoCases, getSamples } from '../../../local/samples/samples';
import { bodyFor, startSimulators } from '../../../local/simulators/start-simulators';
import { callApi } from '../simulators/call-api';

const KEY = 'a signing key';
const ODD_ID = 'id "with" \\ and $& ünïcode';
const SIMULATOR = 'http://127.0.0.1:4571';

const KINDS = PROVIDER_IDS.flatMap((provider) =>
  Object.keys(getSamples(provider)).map((kind) => [provider, kind] as const),
);

function build(
  provider: string,
  kind: string,
  choice?: Parameters<ReturnType<typeof getSamples>[string]>[0],
) {
  const builder = getSamples(provider)[kind];
  if (!builder) {
    throw new Error(`no sample ${kind}`);
  }
  return builder(choice);
}

const fixture = (provider: string, name: string) =>
  readFileSync(join(__dirname, '../../../fixtures', provider, `${name}.json`));

describe.each(KINDS)('the %s sample %s', (provider, kind) => {
  const plugin = getProvider(provider);
  const sample = build(provider, kind, { eventId: ODD_ID, documentId: ODD_ID, simulatorUrl: SIMULATOR });

  it('passes the provider’s own verification once signed', () => {
    const now = Date.now();
    const headers = plugin.sign(sample.body, KEY, now);
    const options = plugin.optionsSchema.parse({});
    expect(plugin.verify({ headers, body: sample.body }, { keys: [KEY], now, options })).toEqual({
      valid: true,
    });
  });

  it('carries the ids it says, or none', () => {
    const { parsed } = parseBody(plugin, sample.body);
    const event = parsed.kind === 'event' ? parsed.event : undefined;
    expect(event?.eventId).toBe(sample.eventId);
    if (event?.disposition === 'fetch') {
      expect(event.documentId).toBe(sample.documentId);
    }
    expect([ODD_ID, undefined]).toContain(sample.eventId);
  });

  it('is read the way its demo cases expect', () => {
    const { parsed } = parseBody(plugin, sample.body);
    const states = getDemoCases(provider)
      .filter((one) => one.kind === kind)
      .map((one) => one.expected.state);
    expect(states.length).toBeGreaterThan(0);
    expect(states.every((state) => (state === 'QUARANTINED') === (parsed.kind === 'invalid'))).toBe(true);
    expect(states.every((state) => (state === undefined) === (parsed.kind === 'challenge'))).toBe(true);
    expect(states.every((state) => (state === 'STORED') === (sample.extraction !== undefined))).toBe(true);
  });
});

describe('samples without chosen ids', () => {
  it.each([
    ['limai', 'success', 'document-extracted-success'],
    ['limai', 'failed', 'document-extracted-failed'],
    ['limai', 'reviewed', 'document-reviewed'],
    ['extend', 'processed', 'extract-run-processed'],
    ['extend', 'failed', 'extract-run-failed'],
    ['extend', 'signed-url', 'extract-run-processed-signed-url'],
  ])('are the documentation’s own bytes: %s %s', (provider, kind, name) => {
    expect(build(provider, kind).body).toEqual(fixture(provider, name));
  });

  it('differ from a chosen one only in its ids', () => {
    const text = build('limai', 'success', { eventId: 'E1', documentId: 'F1' }).body.toString();
    const restored = text.replace('"E1"', '"evt_success_456"').replace('"F1"', '"file_789ghi"');
    expect(Buffer.from(restored)).toEqual(fixture('limai', 'document-extracted-success'));
  });
});

describe('particular samples', () => {
  it.each(PROVIDER_IDS)('large is over the inline limit and under the body limit (%s)', (provider) => {
    const { body } = build(provider, 'large');
    expect(body.length).toBeGreaterThan(INLINE_BODY_BYTES * 8);
    expect(body.length).toBeLessThan(MAX_BODY_BYTES);
    expect(() => JSON.parse(body.toString())).not.toThrow();
  });

  it.each(PROVIDER_IDS)(
    'invalid differs between event ids, so that each is its own record (%s)',
    (provider) => {
      const [first, second] = ['a', 'b'].map((eventId) => build(provider, 'invalid', { eventId }).body);
      expect(first).not.toEqual(second);
    },
  );

  it('expect what the API serves where the webhook has metadata only or a link', () => {
    const choice = { documentId: 'doc_1', simulatorUrl: SIMULATOR };
    expect(build('limai', 'success', choice).extraction).toEqual(bodyFor('limai', 'doc_1'));
    expect(build('extend', 'signed-url', choice).extraction).toEqual(bodyFor('extend', 'doc_1'));
  });

  it('expect the payload’s own bytes where it came inline', () => {
    const { body, extraction } = build('extend', 'processed');
    expect(body.includes(extraction ?? 'absent')).toBe(true);
    expect(JSON.parse(String(extraction))).toEqual(JSON.parse(body.toString()).payload);
  });

  it('signed-url links lead to the simulator, in both shapes', () => {
    const choice = { documentId: 'exr_1', simulatorUrl: SIMULATOR };
    const sdk = JSON.parse(build('extend', 'signed-url', choice).body.toString()).payload;
    const docs = JSON.parse(build('extend', 'signed-url-docs', choice).body.toString()).payload;
    expect(sdk).toMatchObject({ object: 'signed_data_url', id: 'exr_1' });
    expect(Object.keys(docs)).toEqual(['data']);
    expect([sdk.data, docs.data]).toEqual([
      expect.stringContaining(`${SIMULATOR}/signed/`),
      expect.stringContaining(`${SIMULATOR}/signed/`),
    ]);
  });

  it('names the providers it knows when asked for another', () => {
    expect(() => getSamples('other')).toThrow('got provider "other", expected one of limai, extend');
  });
});

describe('links in samples', () => {
  it.each([
    ['signed-url', 200],
    ['signed-url-docs', 200],
    ['signed-url-gone', 403],
    ['archived-link', 200],
  ])('of %s answer %i', async (kind, expected) => {
    const simulators = await startSimulators({ apiTokens: { extend: ['token'] } });
    try {
      const { body, extraction, content } = build('extend', kind, { simulatorUrl: simulators.extend?.url });
      const answer = await callApi(JSON.parse(body.toString()).payload.data);
      expect(answer.status).toBe(expected);
      expect(answer.body.equals(extraction ?? content ?? Buffer.of())).toBe(expected === 200);
    } finally {
      await simulators.extend?.stop();
    }
  });
});
