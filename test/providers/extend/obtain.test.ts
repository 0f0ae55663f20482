import { ProviderError } from '../../../lambda/domain/error-kinds';
import type { Obtained } from '../../../lambda/domain/provider';
import { extend } from '../../../lambda/providers/extend';
import { fixture } from '../fixture';
import { errorFrom, obtainFrom, TOKEN } from '../obtain-from';
import { type ScriptedAnswer, ScriptedHttp } from '../scripted-http';

const LINKED = fixture('extend', 'extract-run-processed-signed-url');
const DATA_ONLY = fixture('extend', 'extract-run-processed-data-only');
const FAILED_LINKED = fixture('extend', 'extract-run-failed-signed-url');
const RUN = fixture('extend', 'run-processed');
const GONE: ScriptedAnswer = { status: 403, body: '<Error>Request has expired</Error>' };

type Answer = ScriptedAnswer | Error;

interface World {
  /** Answers to the link and its redirects, in order; the last one repeats. */
  readonly link?: readonly Answer[];
  readonly api?: Answer;
}

const unexpected = new Error('no call was expected');

function httpOf({ link = [unexpected], api = unexpected }: World): ScriptedHttp {
  return new ScriptedHttp((request, index) =>
    request.headers?.authorization ? api : (link[Math.min(index, link.length - 1)] ?? unexpected),
  );
}

function obtain(delivery: string | Uint8Array, world: World, options = {}): Promise<Obtained> {
  return obtainFrom(extend, { delivery, http: httpOf(world), options });
}

describe('an inline Extend payload', () => {
  test('is stored byte for byte, without any call', async () => {
    const payload = '{ "object":"extract_run","n":1.0e2, "n":12345678901234567890,"s":"\\u00e9💥\\ud800" }';
    const delivery = `{"payload":{"old":1},"eventId":"e",\n"eventType":"extract_run.processed" , "payload" : ${payload} }`;
    const obtained = await obtain(delivery, {});
    expect(obtained.kind === 'data' && Buffer.from(obtained.extraction).toString()).toBe(payload);
  });

  test("is stored as sent when its status disagrees, as in the documentation's own sample", async () => {
    const delivery = fixture('extend', 'extract-run-processed');
    const obtained = await obtain(delivery, {});
    const text = obtained.kind === 'data' ? Buffer.from(obtained.extraction).toString() : '';
    expect(JSON.parse(text)).toMatchObject({ id: 'exr_Xj8mK2pL9nR4vT7qY5wZ', status: 'PROCESSING' });
    expect(delivery.toString()).toContain(text);
  });

  test('of a failed run is a failed extraction with reason and message', async () => {
    expect(await obtain(fixture('extend', 'extract-run-failed'), {})).toEqual({
      kind: 'extraction_failed',
      reason: 'FAILED_TO_PROCESS_FILE: The file could not be read.',
    });
  });

  test.each([
    [{}, 'Extend gave no reason.'],
    [{ failureReason: 'ABORTED', failureMessage: null }, 'ABORTED'],
    [{ failureMessage: 'x'.repeat(900) }, 'x'.repeat(300)],
  ])('of a failed run with %j names what there is', async (payload, reason) => {
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'extract_run.failed', payload });
    expect(await obtain(delivery, {})).toEqual({ kind: 'extraction_failed', reason });
  });
});

describe('an inline Extend payload, asked for anew', () => {
  const delivery = (payload: object, eventType = 'extract_run.processed') =>
    JSON.stringify({ eventId: 'e', eventType, payload });
  const run = { object: 'extract_run', id: 'exr_1', status: 'PROCESSED' };
  const api = { status: 200, body: RUN };

  test('is the run as it is now', async () => {
    const http = httpOf({ api });
    const obtained = await obtainFrom(extend, { delivery: delivery(run), http, refetch: true });
    expect(obtained).toEqual({ kind: 'data', extraction: RUN });
    expect(http.requests.map(({ url }) => url)).toEqual(['https://api.extend.ai/extract_runs/exr_1']);
  });

  test('has failed when the run has failed since', async () => {
    const http = httpOf({ api: { status: 200, body: fixture('extend', 'run-failed') } });
    expect(await obtainFrom(extend, { delivery: delivery(run), http, refetch: true })).toMatchObject({
      kind: 'extraction_failed',
    });
  });

  test.each([
    ['without an id', delivery({ object: 'extract_run', status: 'PROCESSED' }), 'data'],
    ['of a failed run', delivery(run, 'extract_run.failed'), 'extraction_failed'],
  ])('%s is what the event carries, without any call', async (_, body, kind) => {
    expect(await obtainFrom(extend, { delivery: body, http: httpOf({}), refetch: true })).toMatchObject({
      kind,
    });
  });
});

describe('an Extend link', () => {
  test.each([
    ['with an id', LINKED, {}],
    ['alone', DATA_ONLY, { documentId: 'exr_Xj8mK2pL9nR4vT7qY5wZ' }],
  ])('%s is downloaded without our token, and stored as it came', async (_, delivery, named) => {
    const http = httpOf({ link: [{ status: 200, body: RUN }] });
    expect(await obtainFrom(extend, { delivery, http })).toEqual({ kind: 'data', extraction: RUN, ...named });
    expect(JSON.stringify(http.requests)).not.toContain(TOKEN);
    expect(http.requests[0]?.url).toContain('https://payloads.example.com/extract_run/');
  });

  test.each([
    ['an empty id', ''],
    ['an id that is no text', 7],
    ['an endless id', 'x'.repeat(4_097)],
    ['an ill-formed id', '\ud800'],
  ])('alone, to a run with %s, names no document', async (_, id) => {
    const body = JSON.stringify({ object: 'extract_run', id, status: 'PROCESSED' });
    const obtained = await obtain(DATA_ONLY, { link: [{ status: 200, body }] });
    expect(obtained).toEqual({ kind: 'data', extraction: Buffer.from(body) });
  });

  test('is followed through three redirects, relative ones too', async () => {
    const link = [
      { status: 302, headers: { location: '/b?x=1' } },
      { status: 307, headers: { location: 'https://other.example/c' } },
      { status: 301, headers: { location: 'd' } },
      { status: 200, body: RUN },
    ];
    const http = httpOf({ link });
    expect(await obtainFrom(extend, { delivery: LINKED, http })).toMatchObject({ kind: 'data' });
    expect(http.requests.slice(1).map((request) => request.url)).toEqual([
      'https://payloads.example.com/b?x=1',
      'https://other.example/c',
      'https://other.example/d',
    ]);
  });

  test.each<[string, Answer]>([
    ['gone with 400', { status: 400 }],
    ['expired with 403', GONE],
    ['gone with 404', { status: 404 }],
    ['gone with 410', { status: 410 }],
    ['refused by the client', new ProviderError('permanent', 'Refused: a private address.')],
    ['redirected for ever', { status: 302, headers: { location: '/again' } }],
    ['redirected to nowhere', { status: 302 }],
    ['redirected to nonsense', { status: 302, headers: { location: 'https://[' } }],
    ['answered with a page', { status: 200, body: '<html>' }],
    ['answered with a list', { status: 200, body: '[]' }],
  ])('%s gives way to the run itself', async (_, answer) => {
    expect(await obtain(LINKED, { link: [answer], api: { status: 200, body: RUN } })).toEqual({
      kind: 'data',
      extraction: RUN,
    });
    const lost = await errorFrom(obtain(DATA_ONLY, { link: [answer] }));
    expect(lost).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('Extend dashboard'),
    });
    expect(lost.message).not.toContain('payloads.example.com');
  });
});

describe('an Extend link that disappoints', () => {
  test('by redirects is followed three times and no further', async () => {
    const http = httpOf({ link: [{ status: 302, headers: { location: '/again' } }] });
    await errorFrom(obtainFrom(extend, { delivery: DATA_ONLY, http }));
    expect(http.requests).toHaveLength(4);
  });

  test.each<[number, string]>([
    [429, 'throttled'],
    [408, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ])('with %i gives way to the run; without an id the link is asked again later', async (status, kind) => {
    const link = [{ status, headers: { 'retry-after': '3' } }];
    const run = { status: 200, body: RUN };
    expect(await obtain(LINKED, { link, api: run })).toMatchObject({ kind: 'data' });
    expect(await errorFrom(obtain(DATA_ONLY, { link }))).toMatchObject({ kind, retryAfter: 3000 });
  });

  test("by breaking off gives way to the run; without an id the client's error is kept", async () => {
    const broken = new ProviderError('transient', 'The connection broke.');
    const run = { status: 200, body: RUN };
    expect(await obtain(LINKED, { link: [broken], api: run })).toMatchObject({ kind: 'data' });
    expect(await errorFrom(obtain(DATA_ONLY, { link: [broken] }))).toBe(broken);
  });

  test('by holding more than a processor can take gives way to the run', async () => {
    const link = [{ status: 200, body: `{"a":[${'[],'.repeat(300_000)}[]]}` }];
    const huge = [{ status: 200, body: `{"a":${'['.repeat(1_000_001)}` }];
    const api = { status: 200, body: RUN };
    const obtainWith = (delivery: Uint8Array, answers: readonly Answer[]) =>
      obtainFrom(extend, { delivery, http: httpOf({ link: answers, api }), maxBytes: 10_000_000 });
    expect(await obtainWith(LINKED, link)).not.toEqual({ kind: 'data', extraction: RUN });
    expect(await obtainWith(LINKED, huge)).toEqual({ kind: 'data', extraction: RUN });
    expect(await errorFrom(obtainWith(DATA_ONLY, huge))).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('lists and objects'),
    });
  });

  test('and holds no address gives way to the run', async () => {
    const payload = { object: 'signed_data_url', id: 'exr_1' };
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'extract_run.processed', payload });
    expect(await obtain(delivery, { api: { status: 200, body: RUN } })).toMatchObject({ kind: 'data' });
  });

  test('is none at all in a full object that has a field called data', async () => {
    const payload = { object: 'extract_run', id: 'exr_1', data: 'https://payloads.example.com/x' };
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'extract_run.processed', payload });
    expect(await obtain(delivery, {})).toMatchObject({ kind: 'data' });
  });
});

describe('an Extend link in a failed event', () => {
  const reason = 'FAILED_TO_PROCESS_FILE: The file could not be read.';
  const failedRun = { status: 200, body: fixture('extend', 'run-failed') };

  test('is downloaded for the reason', async () => {
    expect(await obtain(FAILED_LINKED, { link: [failedRun] })).toEqual({ kind: 'extraction_failed', reason });
  });

  test('gives way to the run for the reason', async () => {
    const obtained = await obtain(FAILED_LINKED, { link: [GONE], api: failedRun });
    expect(obtained).toEqual({ kind: 'extraction_failed', reason });
  });

  test.each([404, 410, 422])('ends as a failed extraction even when the run answers %i', async (status) => {
    const obtained = await obtain(FAILED_LINKED, { link: [GONE], api: { status } });
    expect(obtained).toEqual({ kind: 'extraction_failed', reason: 'Extend gave no reason.' });
  });

  test.each([401, 429, 500])('is asked again when the run answers %i', async (status) => {
    await errorFrom(obtain(FAILED_LINKED, { link: [GONE], api: { status } }));
  });

  describe('without an id', () => {
    const payload = { data: 'https://payloads.example.com/x' };
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'extract_run.failed', payload });

    test('ends as a failed extraction', async () => {
      expect(await obtain(delivery, { link: [GONE] })).toEqual({
        kind: 'extraction_failed',
        reason: 'Extend gave no reason.',
      });
    });

    test('names the run that was downloaded', async () => {
      const documentId = 'exr_Xj8mK2pL9nR4vT7qY5wZ';
      const obtained = await obtain(delivery, { link: [failedRun] });
      expect(obtained).toEqual({ kind: 'extraction_failed', reason, documentId });
    });
  });
});
