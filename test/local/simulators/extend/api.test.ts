import { createSignedUrl } from '../../../../local/simulators/extend/signed-url';
import { bodyFor, type Simulator, startSimulators } from '../../../../local/simulators/start-simulators';
import { callApi } from '../call-api';

const HEADERS = { authorization: 'Bearer sk_test', 'x-extend-api-version': '2026-02-09' };

let simulator: Simulator;

beforeAll(async () => {
  const started = await startSimulators({ apiTokens: { extend: ['sk_test'] } });
  simulator = started.extend as Simulator;
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const getRun = (id: string, headers: Record<string, string> = HEADERS) =>
  callApi(`${simulator.url}/extract_runs/${encodeURIComponent(id)}`, headers);

describe('Extend GET /extract_runs/{id}', () => {
  it('answers an unknown run with the bare PROCESSED run, derived from its id', async () => {
    const { status, body } = await getRun('exr_a/ü');
    expect(status).toBe(200);
    expect(body).toEqual(bodyFor('extend', 'exr_a/ü'));
    expect(JSON.parse(body.toString())).toMatchObject({
      object: 'extract_run',
      id: 'exr_a/ü',
      status: 'PROCESSED',
      output: { value: { invoice_number: expect.stringMatching(/^INV-\d{4}$/) } },
    });
  });

  it('serves numbers in some runs that parse and stringify would change', () => {
    const texts = Array.from({ length: 30 }, (_, index) => bodyFor('extend', `exr_${index}`).toString());
    expect(texts.some((text) => /"total":12345678901234567890\.\d\d/.test(text))).toBe(true);
  });

  it.each([
    [401, 'UNAUTHORIZED', { 'x-extend-api-version': '2026-02-09' }],
    [401, 'UNAUTHORIZED', { ...HEADERS, authorization: 'Bearer sk_other' }],
    [400, 'INVALID_REQUEST', { authorization: 'Bearer sk_test' }],
    [400, 'INVALID_REQUEST', { ...HEADERS, 'x-extend-api-version': '2019-01-01' }],
  ])('refuses with %i %s: %j', async (status, code, headers) => {
    const answer = await getRun('exr_a', headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code, retryable: false });
  });

  it.each([
    [{ status: 'NOT_FOUND' }, 404, { code: 'NOT_FOUND', retryable: false }],
    [{ status: 'CANCELLED' }, 200, { status: 'CANCELLED', output: null }],
    [{ status: 'PENDING' }, 200, { status: 'PENDING', output: null }],
    [
      { status: 'FAILED', errorMessage: 'Blank page' },
      200,
      { status: 'FAILED', failureReason: 'PARSING_ERROR', failureMessage: 'Blank page' },
    ],
    [{ failures: [{ status: 429, retryAfter: 3 }] }, 429, { code: 'RATE_LIMIT_EXCEEDED', retryable: true }],
  ])('answers as planned: %j', async (plan, status, expected) => {
    simulator.plan('exr_p', plan);
    const answer = await getRun('exr_p');
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject(expected);
  });

  it('is PROCESSING as often as planned, then PROCESSED', async () => {
    simulator.plan('exr_slow', { notReadyTimes: 1 });
    const first = JSON.parse((await getRun('exr_slow')).body.toString());
    const second = JSON.parse((await getRun('exr_slow')).body.toString());
    expect([first.status, second.status]).toEqual(['PROCESSING', 'PROCESSED']);
  });
});

describe('Extend signed URLs', () => {
  it('serve the same bytes as the run, without a token', async () => {
    const { status, body } = await callApi(createSignedUrl(simulator.url, 'exr_a'));
    expect(status).toBe(200);
    expect(body).toEqual(bodyFor('extend', 'exr_a'));
  });

  it('are valid for one hour', async () => {
    const now = Date.now();
    const link = createSignedUrl(simulator.url, 'exr_a');
    const [runId, expiresAt] = JSON.parse(
      Buffer.from(link.split('/signed/')[1]?.split('.')[0] ?? '', 'base64url').toString(),
    );
    expect(runId).toBe('exr_a');
    expect(expiresAt - now).toBeGreaterThanOrEqual(3_600_000);
    expect(expiresAt - now).toBeLessThan(3_660_000);
  });

  it.each([
    ['expired', (url: string) => createSignedUrl(url, 'exr_a', { expiresAt: Date.now() - 1 })],
    ['altered', (url: string) => `${createSignedUrl(url, 'exr_a').slice(0, -2)}xx`],
    ['invented', (url: string) => `${url}/signed/abc`],
  ])('answer 403 when %s', async (_, link) => {
    expect((await callApi(link(simulator.url))).status).toBe(403);
  });

  it('count as calls of their run', async () => {
    await callApi(createSignedUrl(simulator.url, 'exr_a'));
    expect(simulator.calls('exr_a')).toMatchObject([{ status: 200, served: true }]);
  });
});
