import * as fc from 'fast-check';
import type { WebhookEvent } from '../../../lambda/handlers/webhook-request';
import { FUZZ_SOURCES } from '../../../proofs/fuzz/fuzz-source';
import { type FuzzTarget, startFuzzTarget } from '../../../proofs/fuzz/fuzz-target';
import { anyId } from '../../support/hostile/hostile';
import { EVENT_MEMBERS, readableBodies, UNREADABLE_BODIES } from '../../support/hostile/hostile-bodies';

const CORPUS = {
  ...UNREADABLE_BODIES,
  ...readableBodies(EVENT_MEMBERS.limai),
  ...readableBodies(EVENT_MEMBERS.extend),
};
const SIGNATURE_HEADERS = [
  'x-webhook-signature',
  'X-Webhook-Signature',
  'x-extend-request-signature',
  'x-extend-request-timestamp',
];

/** Nearly right more often than chance would have it. */
const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^(sha256=|v0=)?[0-9a-f]{60,68}$/),
  fc.stringMatching(/^sha256=[0-9a-fA-F]{64}$/),
  fc.integer().map(String),
  fc.anything(),
);
const anyHeaders = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...SIGNATURE_HEADERS), fc.string()), anyValue),
  fc.anything(),
);
const anyPath = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FUZZ_SOURCES.map(({ id }) => `/webhooks/${id}`)) },
  anyId.map((id) => `/webhooks/${id}`),
  fc.anything(),
);
const anyBody = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String(), fc.anything());
const anyEvent = fc.record(
  {
    rawPath: anyPath,
    headers: anyHeaders,
    body: anyBody,
    isBase64Encoded: fc.oneof(fc.boolean(), fc.anything()),
  },
  { requiredKeys: [] },
);

describe('the ingest function', () => {
  const lines: string[] = [];
  let target: FuzzTarget;
  beforeAll(async () => {
    target = await startFuzzTarget({ sources: FUZZ_SOURCES, onLine: (line) => lines.push(line) });
  });
  afterAll(() => target.stop());

  /** Everything but the reading of keys. */
  const writes = () => [...target.calls().keys()].filter((action) => action !== 'GetSecretValue');

  it('refuses whatever is not signed, in any shape an event may have', async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, async (event) => {
        expect([401, 404, 413]).toContain(await target.post(event as WebhookEvent));
      }),
      { numRuns: 2_000 },
    );
    expect(writes()).toEqual([]);
  });

  it.each(Object.entries(CORPUS))('refuses %s, unsigned or signed for another source', async (_, body) => {
    for (const { id, provider, keys } of FUZZ_SOURCES) {
      const { getProvider } = await import('../../../lambda/providers/registry');
      const other = FUZZ_SOURCES.find((source) => source.id !== id)?.keys[0] ?? '';
      expect(keys).not.toContain(other);
      for (const headers of [{}, getProvider(provider).sign(body, other, Date.now())]) {
        const event = {
          rawPath: `/webhooks/${id}`,
          headers,
          body: body.toString('base64'),
          isBase64Encoded: true,
        };
        expect([401, 413]).toContain(await target.post(event));
      }
    }
    expect(writes()).toEqual([]);
  });

  it('names the request in every line it prints, and prints no key', () => {
    const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const logged = said.filter(({ message }) => message !== undefined);
    expect(logged.length).toBeGreaterThan(1_000);
    expect(logged.filter(({ requestId, source }) => !requestId || !source)).toEqual([]);
    expect(lines.filter((line) => line.includes('canary'))).toEqual([]);
  });
});
