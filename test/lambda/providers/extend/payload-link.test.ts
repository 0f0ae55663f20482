import { type ErrorKind, ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import { fixture } from '../fixture';
import { DEADLINE, errorFrom, NOW, TOKEN } from '../support/fetch-from';
import { type Answer, event, fetchIn, HOUR, LINK, ok, RUN, RUN_ID } from './link-world';

const LINKED = fixture('extend', 'extract-run-processed-signed-url');
const DATA_ONLY = fixture('extend', 'extract-run-processed-data-only');
const output = { value: { total: 1 } };

/** Answers of a link that are not the run: asked for again for an hour, where the API cannot be asked. */
const UNUSABLE: Readonly<Record<string, Answer>> = {
  'expired with 403': { status: 403, body: '<Error>Request has expired</Error>' },
  'gone with 404': { status: 404 },
  'gone with 410': { status: 410 },
  'refused with 400': { status: 400 },
  'a part, 206': { status: 206, body: RUN },
  'another success, 201': { status: 201, body: RUN },
  'nothing, 204': { status: 204 },
  'an empty 200': ok(''),
  'a page': ok('<html><body>Sign in</body></html>'),
  'truncated JSON': ok(RUN.subarray(0, -20)),
  'a list': ok('[]'),
  'a text': ok('"https://h/x"'),
  'bytes that are not UTF-8': ok(Buffer.from('{"object":"extract_run","status":"é"}', 'latin1')),
  'an empty object': ok('{}'),
  'an error that calls itself 200': ok({ code: 'INTERNAL_ERROR', message: 'x' }),
  'an error in an object': ok({ error: { code: 'INTERNAL_ERROR' } }),
  'an output without a status and a name': ok({ output }),
  'a run that goes on': ok({ status: 'PROCESSING', output }),
  'a run without an output': ok({ status: 'PROCESSED' }),
  'a run whose output is null': ok({ status: 'PROCESSED', output: null }),
  'a run whose output is a list': ok({ status: 'PROCESSED', output: [] }),
  'a status that is no text': ok({ status: 1, output }),
  'a failed run': ok({ status: 'FAILED', output }),
  'another kind of object': ok({ object: 'parse_run', id: RUN_ID, status: 'PROCESSED', output }),
  'another link': ok({ object: 'signed_data_url', data: 'https://h/y', status: 'PROCESSED', output }),
  'a redirect without an end': { status: 302, headers: { location: '/again' } },
  'a redirect to nowhere': { status: 302 },
  'a redirect to nonsense': { status: 302, headers: { location: 'https://[' } },
  'a limit, 429': { status: 429 },
  'an error, 408': { status: 408 },
  'an error, 500': { status: 500 },
  'an error, 503': { status: 503 },
  'a broken connection': new ProviderError('transient', 'payloads.example.com: the connection failed.'),
};

/** The client refuses the address: no retry helps. */
const REFUSED = new ProviderError('permanent', 'Refused: a private address.');

describe('an Extend link', () => {
  it.each([
    ['with an id', LINKED, {}],
    ['alone', DATA_ONLY, { documentId: RUN_ID }],
  ])('%s is downloaded without our token, and stored as it came', async (_, delivery, named) => {
    const world = fetchIn(delivery, { link: [ok(RUN)] });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN, ...named });
    expect(JSON.stringify(world.http.requests)).not.toContain(TOKEN);
    expect(world.asked()[0]).toContain('https://payloads.example.com/extract_run/');
  });

  it.each<[string, object]>([
    ['has a name and no status', { object: 'extract_run', output }],
    ['has a status and no name', { status: 'PROCESSED', output }],
    ['has a name that is null', { object: null, status: 'PROCESSED', output }],
  ])('may lead to a run that %s', async (_, run) => {
    expect(await fetchIn(DATA_ONLY, { link: [ok(run)] }).fetched).toEqual({
      kind: 'data',
      extraction: Buffer.from(JSON.stringify(run)),
    });
  });

  it('may lead to a run that was reviewed, or that found nothing, before which a byte-order mark stands', async () => {
    const run = '{"status":"PROCESSED","reviewed":true,"output":{"value":{}}}';
    expect(await fetchIn(DATA_ONLY, { link: [ok(`\ufeff${run}`)] }).fetched).toEqual({
      kind: 'data',
      extraction: Buffer.from(run),
      reviewed: true,
      empty: true,
    });
  });

  it.each([
    ['an empty id', ''],
    ['an id that is no text', true],
    ['an endless id', 'x'.repeat(4_097)],
    ['an ill-formed id', '\ud800'],
  ])('alone, to a run with %s, names no document', async (_, id) => {
    const run = { object: 'extract_run', id, status: 'PROCESSED', output };
    const fetched = await fetchIn(DATA_ONLY, { link: [ok(run)] }).fetched;
    expect(fetched).toEqual({ kind: 'data', extraction: Buffer.from(JSON.stringify(run)) });
  });

  it('is followed through three redirects, relative ones too', async () => {
    const link = [
      { status: 302, headers: { location: '/b?x=1' } },
      { status: 307, headers: { location: 'https://other.example/c' } },
      { status: 301, headers: { location: 'd' } },
      ok(RUN),
    ];
    const world = fetchIn(LINKED, { link });
    expect(await world.fetched).toMatchObject({ kind: 'data' });
    expect(world.asked().slice(1)).toEqual([
      'https://payloads.example.com/b?x=1',
      'https://other.example/c',
      'https://other.example/d',
    ]);
  });
});

describe.each(Object.entries(UNUSABLE))('an Extend link that leads to %s', (_, answer) => {
  it('gives way to the run itself, at once', async () => {
    const world = fetchIn(LINKED, { link: [answer], api: ok(RUN) });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN });
    expect(world.asked().at(-1)).toBe(`https://api.extend.ai/extract_runs/${RUN_ID}`);
  });

  it('is asked again for an hour from the receipt, where the event names no run', async () => {
    for (const age of [0, HOUR - 1]) {
      const error = await errorFrom(fetchIn(DATA_ONLY, { link: [answer], age }).fetched);
      expect(error).toMatchObject({ kind: 'transient', retryUntil: NOW - age + HOUR });
      expect(error.message).toMatch(/^Extend payload link: /);
      expect(error.message).not.toMatch(/payloads\.example\.com\/|signature/);
    }
  });

  it('is dead after that hour, and a person is told what brings a new one', async () => {
    for (const age of [HOUR, 30 * 24 * HOUR]) {
      const error = await errorFrom(fetchIn(DATA_ONLY, { link: [answer], age }).fetched);
      expect(error).toMatchObject({
        kind: 'link_expired',
        retryUntil: undefined,
        message: expect.stringContaining('retry the event in the Extend dashboard'),
      });
    }
  });
});

describe('an Extend link that gives no run', () => {
  it('asks the API instead, whose error then counts', async () => {
    const link = [{ status: 403 }];
    for (const [status, kind] of [
      [404, 'not_found'],
      [429, 'throttled'],
      [503, 'transient'],
    ] as const) {
      expect(await errorFrom(fetchIn(LINKED, { link, api: { status } }).fetched)).toMatchObject({ kind });
    }
  });

  it('waits as long as its server asks', async () => {
    const link = [{ status: 429, headers: { 'retry-after': '3' } }];
    const error = await errorFrom(fetchIn(DATA_ONLY, { link }).fetched);
    expect(error).toMatchObject({ kind: 'transient', retryAfter: 3_000, retryUntil: NOW + HOUR });
  });

  it('keeps what is known of an answer that did not come in time', async () => {
    const late = new ProviderError('transient', 'No complete answer.', { timedOutAfter: 1_234 });
    const error = await errorFrom(fetchIn(DATA_ONLY, { link: [late] }).fetched);
    expect(error).toMatchObject({ timedOutAfter: 1_234, cause: late });
  });

  it.each([
    ['whose run is known half of the time', LINKED, NOW + (DEADLINE - NOW) / 2],
    ['whose run is not known all of the time', DATA_ONLY, DEADLINE],
  ])('gets, %s', async (_, delivery, deadline) => {
    const late = new ProviderError('transient', 'No complete answer.', { timedOutAfter: 10_000 });
    const api = new ProviderError('transient', 'No complete answer.', { timedOutAfter: 9_900 });
    const world = fetchIn(delivery, { link: [late], api });
    const error = await errorFrom(world.fetched);
    expect(world.http.requests[0]).toMatchObject({ deadline });
    expect(error.timedOutAfter).toBe(delivery === LINKED ? 9_900 : 10_000);
    expect(world.http.requests.slice(1).map((request) => request.deadline)).toEqual(
      delivery === LINKED ? [DEADLINE] : [],
    );
  });

  it('gets whole milliseconds, since a timer takes no others', async () => {
    const world = fetchIn(LINKED, { link: [ok(RUN)], deadline: NOW + 19_999 });
    await world.fetched;
    expect(world.http.requests[0]).toMatchObject({ deadline: NOW + 9_999 });
  });

  describe.each(['extract_run.processed', 'extract_run.failed'])('and names its run, in %s', (eventType) => {
    const going = ok({ object: 'extract_run', id: RUN_ID, status: 'PROCESSING' });
    const late = new ProviderError('transient', 'Late.', { timedOutAfter: 9_900, retryAfter: 5 });

    it.each<[string, Answer, Partial<ProviderError>]>([
      ['401', { status: 401 }, { kind: 'credentials' }],
      ['429', { status: 429, headers: { 'retry-after': '7' } }, { kind: 'throttled', retryAfter: 7_000 }],
      ['500', { status: 500 }, { kind: 'transient' }],
      ['a page', ok('<html>'), { kind: 'transient' }],
      [
        'another run',
        ok({ object: 'extract_run', id: 'exr_other', status: 'FAILED' }),
        { kind: 'identity_mismatch' },
      ],
      ['nothing in time', late, { kind: 'transient', timedOutAfter: 9_900, retryAfter: 5 }],
    ])('hands its id on in the error when the API answers %s', async (_, api, expected) => {
      const nameless = fetchIn(event(eventType, { data: LINK }), { link: [going], api });
      expect(await errorFrom(nameless.fetched)).toMatchObject({ ...expected, documentId: RUN_ID });
      const named = fetchIn(event(eventType, { data: LINK, id: RUN_ID }), { link: [going], api });
      expect(await errorFrom(named.fetched)).toMatchObject({ ...expected, documentId: undefined });
    });
  });

  it.each<[string, Answer, ErrorKind]>([
    ['404', { status: 404 }, 'not_found'],
    ['410', { status: 410 }, 'permanent'],
    ['that it goes on', ok({ object: 'extract_run', status: 'PROCESSING' }), 'not_ready'],
    [
      'that its data is gone',
      ok({ object: 'extract_run', status: 'PROCESSED', output: null }),
      'no_longer_available',
    ],
    ['no output', ok({ object: 'extract_run', status: 'PROCESSED' }), 'empty_result'],
  ])('and names its run hands the id on when the API answers %s', async (_, api, kind) => {
    const link = [ok({ object: 'extract_run', id: RUN_ID, status: 'PROCESSING' })];
    const error = await errorFrom(fetchIn(DATA_ONLY, { link, api }).fetched);
    expect(error).toMatchObject({ kind, documentId: RUN_ID });
  });

  it('gives way to a run that names itself at the link, though the event does not name it', async () => {
    const link = [ok({ object: 'extract_run', id: RUN_ID, status: 'PROCESSING' })];
    const world = fetchIn(DATA_ONLY, { link, api: ok(RUN) });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN, documentId: RUN_ID });
    expect(world.asked().at(-1)).toBe(`https://api.extend.ai/extract_runs/${RUN_ID}`);
  });

  it('asks for no id of an object that does not call itself a run', async () => {
    const link = [ok({ id: RUN_ID, status: 'PROCESSING' })];
    expect(await errorFrom(fetchIn(DATA_ONLY, { link }).fetched)).toMatchObject({ kind: 'transient' });
  });

  it.each([
    ['an address the client refuses', REFUSED],
    ['a redirect to one', { status: 302, headers: { location: 'https://10.0.0.1/' } }],
  ])('ends at once for %s, where nothing else leads to the run', async (_, first) => {
    const link = [first, REFUSED];
    expect(await fetchIn(LINKED, { link, api: ok(RUN) }).fetched).toEqual({
      kind: 'data',
      extraction: RUN,
    });
    expect(await errorFrom(fetchIn(DATA_ONLY, { link }).fetched)).toMatchObject({
      kind: 'link_expired',
      retryUntil: undefined,
      message: expect.stringContaining('retry the event in the Extend dashboard'),
    });
  });

  it('ends at once for an answer over the size limit', async () => {
    const link = [ok({ status: 'PROCESSED', output: { value: 'x'.repeat(5_000) } })];
    const maxBytes = 4_000;
    expect(await errorFrom(fetchIn(DATA_ONLY, { link, maxBytes }).fetched)).toMatchObject({
      kind: 'link_expired',
    });
    expect(await fetchIn(LINKED, { link, maxBytes, api: ok(RUN) }).fetched).toMatchObject({ kind: 'data' });
  });

  it('and holds no address gives way to the run', async () => {
    const delivery = event('extract_run.processed', { object: 'signed_data_url', id: RUN_ID });
    expect(await fetchIn(delivery, { api: ok(RUN) }).fetched).toEqual({ kind: 'data', extraction: RUN });
  });

  it('hides no fault of our own', async () => {
    await expect(fetchIn(LINKED, { link: [new TypeError('bug')] }).fetched).rejects.toThrow('bug');
  });
});

describe('an Extend link to another run', () => {
  const other = ok({ object: 'extract_run', id: 'exr_other', status: 'PROCESSED', output });

  it('is reported, and gives way to the event’s own', async () => {
    const world = fetchIn(LINKED, { link: [other], api: ok(RUN) });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN });
    expect(world.mismatches).toEqual([{ field: 'id', expected: RUN_ID, got: 'exr_other' }]);
  });

  it('is never stored, where the API names another one too', async () => {
    const world = fetchIn(LINKED, { link: [other], api: other });
    expect(await errorFrom(world.fetched)).toMatchObject({ kind: 'identity_mismatch' });
    expect(world.mismatches).toHaveLength(2);
  });

  it('is no disagreement when the event names none, and when one is a number and the other its text', async () => {
    expect(await fetchIn(DATA_ONLY, { link: [other] }).fetched).toMatchObject({ documentId: 'exr_other' });
    const delivery = event('extract_run.processed', { data: LINK, id: '12345678901234567890' });
    const run = '{"id":12345678901234567890,"status":"PROCESSED","output":{"value":[1]}}';
    const world = fetchIn(delivery, { link: [ok(run)] });
    expect(await world.fetched).toMatchObject({ kind: 'data' });
    expect(world.mismatches).toEqual([]);
  });
});
