import type { ErrorKind } from '../../../lambda/domain/error-kinds';
import type { HttpGet } from '../../../lambda/domain/http-client';
import type { Obtained } from '../../../lambda/domain/provider';
import { extend } from '../../../lambda/providers/extend';
import { fixture } from '../fixture';
import { errorFrom, obtainFrom } from '../obtain-from';
import { type ScriptedAnswer, ScriptedHttp } from '../scripted-http';

/** A delivery whose payload can only be had by asking for the run. */
function deliveryOf(id: string): string {
  return JSON.stringify({
    eventId: 'e',
    eventType: 'extract_run.processed',
    payload: { object: 'signed_data_url', id },
  });
}

function obtainRun(answer: ScriptedAnswer): Promise<Obtained> {
  return obtainFrom(extend, { delivery: deliveryOf('exr_1'), http: new ScriptedHttp(() => answer) });
}

async function requestFor(id: string, options: Record<string, unknown> = {}): Promise<HttpGet | undefined> {
  const http = new ScriptedHttp(() => ({ status: 200, body: fixture('extend', 'run-processed') }));
  await obtainFrom(extend, { delivery: deliveryOf(id), http, options });
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
    expect(await errorFrom(obtainFrom(extend, { delivery: deliveryOf(id), http }))).toMatchObject({
      kind: 'permanent',
    });
    expect(http.requests).toEqual([]);
  });

  test.each(['PENDING', 'PROCESSING', 'CANCELLING', 'SOMETHING_NEW', 'processed', null, undefined])(
    'waits while the status is %j',
    async (status) => {
      const error = await errorFrom(obtainRun({ status: 200, body: JSON.stringify({ status, output: {} }) }));
      expect(error.kind).toBe('not_ready');
    },
  );

  test.each([
    ['run-failed', 'FAILED_TO_PROCESS_FILE: The file could not be read.'],
    ['run-cancelled', 'The run was cancelled.'],
  ])('takes %s for a failed extraction', async (name, reason) => {
    const obtained = await obtainRun({ status: 200, body: fixture('extend', name) });
    expect(obtained).toEqual({ kind: 'extraction_failed', reason });
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
    const error = await errorFrom(obtainRun({ status, body: fixture('extend', name) }));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(`HTTP ${status} (${code})`) });
  });

  test.each<[number, ErrorKind]>([
    [409, 'transient'],
    [422, 'transient'],
    [401, 'credentials'],
    [402, 'credentials'],
    [403, 'credentials'],
    [404, 'not_found'],
    [429, 'throttled'],
  ])('with "retryable": true make %i %s', async (status, kind) => {
    for (const body of ['{"retryable":true}', '{"error":{"retryable":true}}']) {
      expect((await errorFrom(obtainRun({ status, body }))).kind).toBe(kind);
    }
  });

  test.each(['{"retryable":"true"}', '{"retryable":1}', '{"error":null}', '[]', 'oops', ''])(
    'that say %j change nothing',
    async (body) => {
      expect((await errorFrom(obtainRun({ status: 422, body }))).kind).toBe('permanent');
    },
  );
});
