import type { ErrorKind } from '../../../../lambda/domain/provider/error-kinds';
import type { FetchOutcome, HttpGet, IdentityMismatch } from '../../../../lambda/domain/provider/provider';
import { extend } from '../../../../lambda/providers/extend';
import { fixture } from '../fixture';
import { errorFrom, fetchFrom } from '../support/fetch-from';
import { type ScriptedAnswer, ScriptedHttp } from '../support/scripted-http';

const FIXTURE_RUN = 'exr_Xj8mK2pL9nR4vT7qY5wZ';

/** A delivery whose payload can only be had by asking for the run. */
function toDelivery(id: string): string {
  return JSON.stringify({
    eventId: 'e',
    eventType: 'extract_run.processed',
    payload: { object: 'signed_data_url', id },
  });
}

function fetchExtendRun(answer: ScriptedAnswer, id = FIXTURE_RUN): Promise<FetchOutcome> {
  return fetchFrom(extend, { delivery: toDelivery(id), http: new ScriptedHttp(() => answer) });
}

function fetchAnswered(run: object): Promise<FetchOutcome> {
  return fetchExtendRun({ status: 200, body: JSON.stringify(run) });
}

async function requestFor(id: string, options: Record<string, unknown> = {}): Promise<HttpGet | undefined> {
  const http = new ScriptedHttp(() => ({
    status: 200,
    body: '{"object":"extract_run","status":"PROCESSED","output":{}}',
  }));
  await fetchFrom(extend, { delivery: toDelivery(id), http, options });
  return http.requests[0];
}

describe('GET /extract_runs/{id}', () => {
  test.each([
    [{}, 'https://api.extend.ai/extract_runs/exr_1'],
    [{ region: 'us2' }, 'https://api.us2.extend.app/extract_runs/exr_1'],
    [{ region: 'eu1' }, 'https://api.eu1.extend.ai/extract_runs/exr_1'],
    [{ region: 'eu1', baseUrl: 'http://127.0.0.1:4572' }, 'http://127.0.0.1:4572/extract_runs/exr_1'],
  ])('with the options %j asks %s', async (options, url) => {
    expect((await requestFor('exr_1', options))?.url).toBe(url);
  });

  test('sends the API version, and the workspace when there is one', async () => {
    expect((await requestFor('exr_1'))?.headers).toEqual({
      accept: 'application/json',
      authorization: 'Bearer sk_conformance_token_0123456789',
      'x-extend-api-version': '2026-02-09',
    });
    const options = { apiVersion: '2025-04-21', workspaceId: 'ws_1' };
    expect((await requestFor('exr_1', options))?.headers).toMatchObject({
      'x-extend-api-version': '2025-04-21',
      'x-extend-workspace-id': 'ws_1',
    });
  });

  test.each(['a/b', '../x', '%2e%2e', 'a?b#c', 'é💥', '...'])(
    'keeps the id %j in its segment',
    async (id) => {
      const { pathname, search } = new URL((await requestFor(id))?.url ?? '');
      expect(search).toBe('');
      expect(decodeURIComponent(pathname.replace('/extract_runs/', ''))).toBe(id);
    },
  );

  test.each(['.', '..'])('refuses the id %j, which would leave the path', async (id) => {
    const http = new ScriptedHttp(() => new Error('no call was expected'));
    expect(await errorFrom(fetchFrom(extend, { delivery: toDelivery(id), http }))).toMatchObject({
      kind: 'permanent',
    });
    expect(http.requests).toEqual([]);
  });

  test.each(['PENDING', 'PROCESSING', 'CANCELLING', 'SOMETHING_NEW', 'processed', ''])(
    'waits while the status is %j',
    async (status) => {
      expect(await errorFrom(fetchAnswered({ id: FIXTURE_RUN, status, output: {} }))).toMatchObject({
        kind: 'not_ready',
      });
    },
  );

  test.each<[string, object]>([
    ['an error', { code: 'INTERNAL_ERROR', message: 'x' }],
    ['an empty object', {}],
    ['no status', { object: 'extract_run', id: FIXTURE_RUN, output: { value: {} } }],
    ['a status that is null', { status: null, output: { value: {} } }],
    ['a status that is no text', { status: 1, output: { value: {} } }],
    ['another kind of object', { object: 'parse_run', status: 'PROCESSED', output: { value: {} } }],
    ['a link', { object: 'signed_data_url', data: 'https://h/x', status: 'PROCESSED', output: {} }],
    ['a name that is no text', { object: 5, status: 'PROCESSED', output: {} }],
    ['a list', []],
    ['an error with the status of a run', { code: 'INTERNAL_ERROR', status: 'FAILED', message: 'x' }],
    ['a status alone', { status: 'PROCESSING' }],
    ['an output that names no run', { status: 'PROCESSED', output: { value: { a: 1 } } }],
    ['neither a name nor an id', { object: null, id: null, status: 'CANCELLED' }],
  ])('asks again after HTTP 200 with %s', async (_, run) => {
    expect(await errorFrom(fetchAnswered(run))).toMatchObject({ kind: 'transient' });
  });

  test('says of a processed run whose output is null that Extend no longer has it', async () => {
    const error = await errorFrom(fetchAnswered({ id: FIXTURE_RUN, status: 'PROCESSED', output: null }));
    expect(error).toMatchObject({
      kind: 'no_longer_available',
      message: expect.stringContaining('data retention'),
    });
  });

  test.each([undefined, 'text', 7, [], true])(
    'says of a processed run whose output is %j that it is without a result',
    async (output) => {
      expect(await errorFrom(fetchAnswered({ id: FIXTURE_RUN, status: 'PROCESSED', output }))).toMatchObject({
        kind: 'empty_result',
      });
    },
  );

  test.each<[object, boolean]>([
    [{}, true],
    [{ value: null }, true],
    [{ value: {} }, true],
    [{ value: [] }, true],
    [{ value: {}, metadata: { total: {} } }, true],
    [{ value: { total: null, items: [], notes: '' } }, true],
    [{ value: [{}, [null]] }, true],
    [{ value: '' }, true],
    [{ value: null, total: 7 }, true],
    [{ metadata: {} }, true],
    [{ metadata: { total: { ocrConfidence: 1 } }, total: null }, true],
    [{ value: 0 }, false],
    [{ value: false }, false],
    [{ value: { items: [{ total: null }, { total: 0 }] } }, false],
    [{ total: { value: 7 } }, false],
  ])('takes the output %j for data, empty: %s', async (output, isEmpty) => {
    const body = JSON.stringify({ id: FIXTURE_RUN, status: 'PROCESSED', output });
    expect(await fetchExtendRun({ status: 200, body })).toEqual({
      kind: 'data',
      extraction: Buffer.from(body),
      ...(isEmpty && { empty: true }),
    });
  });

  test.each([
    [true, true],
    [false, undefined],
    [null, undefined],
    ['true', undefined],
    [1, undefined],
  ])('takes a run with reviewed %j for reviewed: %s', async (reviewed, expected) => {
    const fetched = await fetchAnswered({
      id: FIXTURE_RUN,
      status: 'PROCESSED',
      output: { value: { a: 1 } },
      reviewed,
    });
    expect(fetched.kind === 'data' && fetched.reviewed).toBe(expected);
  });

  test.each(['PROCESSED', 'FAILED', 'CANCELLED', 'PROCESSING'])(
    'never takes another run for the event’s own, whatever its status: %s',
    async (status) => {
      const mismatches: IdentityMismatch[] = [];
      const body = JSON.stringify({ object: 'extract_run', id: 'exr_other', status, output: { value: {} } });
      const attempt = fetchFrom(extend, {
        delivery: toDelivery('exr_1'),
        http: new ScriptedHttp(() => ({ status: 200, body })),
        onMismatch: (mismatch) => mismatches.push(mismatch),
      });
      const error = await errorFrom(attempt);
      expect(error.kind).toBe('identity_mismatch');
      expect(error.message).not.toMatch(/exr_/);
      expect(mismatches).toEqual([{ field: 'id', expected: 'exr_1', got: 'exr_other' }]);
    },
  );

  test.each([
    ['a name and no id', 'exr_1', '{"object":"extract_run","status":"PROCESSED","output":{"value":[1]}}'],
    ['its id and no name', 'exr_1', '{"id":"exr_1","status":"PROCESSED","output":{"value":[1]}}'],
    [
      'its id as a number',
      '12345678901234567890',
      '{"id":12345678901234567890,"status":"PROCESSED","output":{"value":[1]}}',
    ],
  ])('takes a run with %s for its own', async (_, id, body) => {
    expect(await fetchExtendRun({ status: 200, body }, id)).toEqual({
      kind: 'data',
      extraction: Buffer.from(body),
    });
  });

  test.each([
    ['run-failed', 'FAILED_TO_PROCESS_FILE: The file could not be read.'],
    ['run-cancelled', 'The run was cancelled.'],
  ])('takes %s for a failed extraction', async (name, reason) => {
    const fetched = await fetchExtendRun({ status: 200, body: fixture('extend', name) });
    expect(fetched).toEqual({ kind: 'extraction_failed', reason });
  });
});

describe("Extend's error bodies", () => {
  test.each<[number, string, ErrorKind, string]>([
    [400, 'error-invalid-request', 'permanent', 'INVALID_REQUEST'],
    [401, 'error-unauthorized', 'credentials', 'UNAUTHORIZED'],
    [404, 'error-not-found', 'not_found', 'NOT_FOUND'],
    [429, 'error-rate-limit', 'throttled', 'RATE_LIMIT_EXCEEDED'],
    [500, 'error-internal', 'transient', 'INTERNAL_ERROR'],
  ])('%i with %s is %s and names its code', async (status, name, kind, code) => {
    const error = await errorFrom(fetchExtendRun({ status, body: fixture('extend', name) }));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(`HTTP ${status} (${code})`) });
  });

  test.each<[number, ErrorKind]>([
    [400, 'transient'],
    [422, 'transient'],
    [401, 'credentials'],
    [402, 'credentials'],
    [403, 'credentials'],
    [404, 'not_found'],
    [429, 'throttled'],
  ])('with "retryable": true make %i %s', async (status, kind) => {
    for (const body of ['{"retryable":true}', '{"error":{"retryable":true}}']) {
      expect((await errorFrom(fetchExtendRun({ status, body }))).kind).toBe(kind);
    }
  });

  test.each(['{"retryable":"true"}', '{"retryable":1}', '{"error":null}', '[]', 'oops', ''])(
    'that say %j change nothing',
    async (body) => {
      expect((await errorFrom(fetchExtendRun({ status: 422, body }))).kind).toBe('permanent');
    },
  );
});
