import type { SignedRequest, Verification, WebhookProvider } from '../../../lambda/domain/provider/provider';
import { ATTACK_NAMES, hostileRequest } from '../../../proofs/fuzz/attacks/hostile-request';
import { toHttpEvent } from '../../../proofs/fuzz/attacks/http-event';
import { assertNotAuthentic } from '../../../proofs/fuzz/attacks/not-authentic';
import { describeFuzz } from '../../../proofs/fuzz/fuzz';
import { createFuzzProgram } from '../../../proofs/fuzz/fuzz-options';
import { createFuzzSource, FUZZ_SOURCES } from '../../../proofs/fuzz/fuzz-source';
import { type FuzzReport, isClean, runFuzz } from '../../../proofs/fuzz/run-fuzz';
import { optionsOf } from '../../support/programs/run-in-process';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const SOURCES = FUZZ_SOURCES.map(createFuzzSource);
const CI_REQUESTS = 5_000;

/** The function's own copy of a provider, fresh for the next run, so that a defect can be planted into it. */
async function freshProvider(id: string): Promise<WebhookProvider> {
  jest.resetModules();
  const { getWebhookProvider } = await import('../../../lambda/providers/webhook-registry');
  return getWebhookProvider(id);
}

/** Runs over a function whose provider verifies as told. */
async function runWith(
  id: string,
  plant: (real: WebhookProvider['verify']) => WebhookProvider['verify'],
): Promise<FuzzReport> {
  const provider = await freshProvider(id);
  const real = provider.verify.bind(provider);
  jest.spyOn(provider, 'verify').mockImplementation(plant(real));
  try {
    return await runFuzz({ requests: 1_500, seed: 7 });
  } finally {
    jest.restoreAllMocks();
  }
}

describe('the ingest function under hostile requests', () => {
  it('accepts none, breaks on none, writes nothing, and tells metric and log why', async () => {
    const report = await runFuzz({ requests: CI_REQUESTS, seed: 1 });
    expect(report).toMatchObject({
      tried: CI_REQUESTS,
      accepted: 0,
      serverErrors: 0,
      writes: 0,
      leaks: 0,
      offenders: [],
    });
    expect([...report.statuses.keys()].sort()).toEqual([401, 404, 413]);
    expect([...report.reasons.keys()].sort()).toEqual([
      'future',
      'malformed',
      'mismatch',
      'missing',
      'stale',
      'too_large',
    ]);
    expect(report.logged).toEqual(report.reasons);
    const refused = [...report.reasons.values()].reduce((sum, count) => sum + count, 0);
    expect(refused).toBe((report.statuses.get(401) ?? 0) + (report.statuses.get(413) ?? 0));
    expect(isClean(report)).toBe(true);
    expect(isClean({ ...report, keyReads: report.mostKeyReads + 1 })).toBe(false);
    expect(describeFuzz(report, { seed: 1 })).toMatch(
      /^tried \/ accepted \/ 5xx \/ writes = 5000 \/ 0 \/ 0 \/ 0 {2}\(seed 1\)$/m,
    );
  }, 30_000);
});

describe('the fuzzer finds', () => {
  const lax: Verification = { valid: true };

  it('a verifier that stops at the first character that is not hex', async () => {
    const cut = (request: SignedRequest): SignedRequest => {
      const trim = (value = '') => value.replace(/^((?:sha256=)?[0-9a-f]{64}).*$/s, '$1');
      return {
        ...request,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, trim(value)]),
        ),
      };
    };
    const report = await runWith('extend', (real) => (request, context) => real(cut(request), context));
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.writes).toBeGreaterThan(0);
    expect(isClean(report)).toBe(false);
    expect(describeFuzz(report, { seed: 7 })).toContain('✗ 200 for request');
  }, 30_000);

  it('a verifier that takes a missing signature for a good one', async () => {
    const report = await runWith('limai', (real) => (request, context) => {
      const result = real(request, context);
      return result.valid || result.reason !== 'missing' ? result : lax;
    });
    expect(report.accepted).toBeGreaterThan(0);
  }, 30_000);

  it('a verifier that forgets the time', async () => {
    const report = await runWith('extend', (real) => (request, context) => {
      const result = real(request, context);
      return result.valid || !['stale', 'future'].includes(result.reason) ? result : lax;
    });
    expect(report.accepted).toBeGreaterThan(0);
  }, 30_000);

  it('a verifier that breaks', async () => {
    const report = await runWith('limai', (real) => (request, context) => {
      if (request.body.byteLength === 0) {
        throw new TypeError('planted');
      }
      return real(request, context);
    });
    expect([report.accepted, report.serverErrors > 0, isClean(report)]).toEqual([0, true, false]);
  }, 30_000);

  it('a function that prints a signature', async () => {
    const report = await runWith('limai', (real) => (request, context) => {
      process.stdout.write(`debug: ${request.headers['x-webhook-signature']}\n`);
      return real(request, context);
    });
    expect([report.accepted, report.leaks > 0, isClean(report)]).toEqual([0, true, false]);
  }, 30_000);

  it('that its target refuses what is authentic, which would make every refusal worthless', async () => {
    const dead = runWith('limai', () => () => ({ valid: false, reason: 'mismatch' }));
    await expect(dead).rejects.toThrow('an authentic delivery to "limai" was answered 401, expected 200');
  }, 30_000);
});

describe('a hostile request', () => {
  const drawn = (seed: number, count: number) =>
    Array.from({ length: count }, (_, index) => hostileRequest(SOURCES, { seed, index, now: NOW }));

  it('is decided by seed and index', () => {
    expect(drawn(3, 50).map(({ kind, body }) => [kind, body.toString('base64')])).toEqual(
      drawn(3, 50).map(({ kind, body }) => [kind, body.toString('base64')]),
    );
    expect(drawn(3, 50).map(({ kind }) => kind)).not.toEqual(drawn(4, 50).map(({ kind }) => kind));
  });

  it('is of every kind there is', () => {
    expect(new Set(drawn(1, 2_000).map(({ kind }) => kind))).toEqual(new Set(ATTACK_NAMES));
  });

  it.each(SOURCES)('is never one the provider could have sent to $id', ({ id, provider, keys, bodies }) => {
    const [body = Buffer.alloc(0)] = bodies;
    for (const key of keys) {
      const headers = Object.entries(provider.sign(body, key, NOW));
      const authentic = { kind: 'planted', path: `/webhooks/${id}`, headers, body };
      expect(() => assertNotAuthentic(authentic, SOURCES, NOW)).toThrow(
        'got an authentic delivery as "planted"',
      );
      expect(toHttpEvent(authentic, false).body).toBe(body.toString());
    }
  });

  it('is never a challenge that its source answers unsigned', () => {
    const body = Buffer.from('{"eventType":"VERIFICATION","challenge":"abc"}');
    const sent = (id: string) => () =>
      assertNotAuthentic({ kind: 'planted', path: `/webhooks/${id}`, headers: [], body }, SOURCES, NOW);
    expect(sent('limai-open')).toThrow('got an authentic delivery');
    expect(sent('limai')).not.toThrow();
  });
});

describe('the options of fuzz', () => {
  it('have defaults, and take one request again', async () => {
    expect(await optionsOf(createFuzzProgram, [])).toEqual({ requests: 200_000, seed: 1, first: 0 });
    const again = ['--requests', '1', '--seed', '2', '--first', '3'];
    expect(await optionsOf(createFuzzProgram, again)).toEqual({ requests: 1, seed: 2, first: 3 });
  });

  it.each([[['--requests', '0']], [['--seed', 'x']], [['--first', '-1']], [['more']]])(
    'refuse %j',
    async (argv) => {
      await expect(optionsOf(createFuzzProgram, argv)).rejects.toThrow('See fuzz --help.');
    },
  );
});
