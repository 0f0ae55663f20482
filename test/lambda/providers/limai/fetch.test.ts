import type { FetchOutcome, IdentityMismatch } from '../../../../lambda/domain/provider/provider';
import { limai } from '../../../../lambda/providers/limai';
import { fixture } from '../fixture';
import { errorFrom, fetchFrom } from '../support/fetch-from';
import { type ScriptedAnswer, ScriptedHttp } from '../support/scripted-http';

const SUCCESS = fixture('limai', 'document-extracted-success');

async function fetchAnswered(
  answer: string | Uint8Array,
  delivery: string | Uint8Array = SUCCESS,
): Promise<FetchOutcome> {
  const http = new ScriptedHttp(() => ({ status: 200, body: answer }));
  return fetchFrom(limai, { delivery, http });
}

async function urlAsked(
  delivery: string | Uint8Array,
  options: Record<string, unknown> = {},
): Promise<string> {
  const answer: ScriptedAnswer = { status: 200, body: '{"status":"COMPLETED","data":{}}' };
  const http = new ScriptedHttp(() => answer);
  await fetchFrom(limai, { delivery, http, options });
  return http.requests.map((request) => request.url).join(' ');
}

describe('Limai get-file-data', () => {
  test('is asked for the file and the schema of the event', async () => {
    expect(await urlAsked(SUCCESS)).toBe(
      'https://app.limai.io/api/v1/document/get-file-data?fileId=file_789ghi&extractionSchemaId=schema_456def',
    );
  });

  test('is asked under the base URL of the source', async () => {
    const url = await urlAsked(SUCCESS, { baseUrl: 'http://127.0.0.1:4571/' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4571\/api\/v1\/document\/get-file-data\?/);
  });

  test('is asked without a schema when the event names none, and with ids encoded', async () => {
    const fileId = '../a b&fileId=x#é💥';
    const url = await urlAsked(JSON.stringify({ eventId: 'e', eventType: 'DOCUMENT_REVIEWED', fileId }));
    expect(new URL(url).searchParams.getAll('fileId')).toEqual([fileId]);
    expect(new URL(url).pathname).toBe('/api/v1/document/get-file-data');
    expect(url).not.toContain('extractionSchemaId');
  });

  test.each(['get-file-data-completed', 'get-file-data-legacy'])('%s is data, as it came', async (name) => {
    const answer = fixture('limai', name);
    expect(await fetchAnswered(answer)).toEqual({ kind: 'data', extraction: answer });
  });

  test.each([
    ['bare tables without a status', '{"tables":{"t":{"rows":[1]}}}'],
    ['data beside a status that is null', '{"status":null,"data":{"tables":{"t":{"rows":[1]}}}}'],
    ['tables at the top level of a completed answer', '{"status":"COMPLETED","tables":{"t":{"rows":[1]}}}'],
    ['data of a form that no documentation shows', '{"status":"COMPLETED","data":{"invoice":{"total":1}}}'],
    ['tables that are lists', '{"status":"COMPLETED","data":{"tables":{"a":[],"b":[{"total":1}]}}}'],
    ['a list of tables', '{"status":"COMPLETED","data":{"tables":[{"rows":[]},{"rows":[{"total":1}]}]}}'],
    [
      'one table of many that has a row',
      '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[]},"b":{"rows":[{"cells":{"c":{"value":0}}}]}}}}',
    ],
    ['rows by their id', '{"status":"COMPLETED","data":{"tables":{"a":{"rows":{"row_1":{"total":1}}}}}}'],
    [
      'cells in a list',
      '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"cells":[{"value":false}]}]}}}}',
    ],
    [
      'cells that are values',
      '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"cells":{"c":"x"}}]}}}}',
    ],
    [
      'values in a list',
      '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"cells":{"c":{"value":[null,1]}}}]}}}}',
    ],
    [
      'cells without a value member',
      '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"cells":{"c":{"text":"x"}}}]}}}}',
    ],
    ['a list of tables in an old answer', '{"data":{"tables":[{"rows":[1]}]}}'],
    ['a list of bare tables without a status', '{"tables":[{"rows":[1]}]}'],
    ['an old answer whose error is null', '{"error":null,"data":{"tables":{"t":{"rows":[1]}}}}'],
    ['an old answer with an empty error', '{"error":"","data":{"tables":{"t":{"rows":[1]}}}}'],
    ['data beside tables that are null', '{"status":"COMPLETED","data":{"tables":null,"total":1}}'],
  ])('%s are data', async (_, answer) => {
    expect(await fetchAnswered(answer)).toEqual({ kind: 'data', extraction: Buffer.from(answer) });
  });

  test.each([
    '{"status":"COMPLETED","data":{}}',
    '{"status":"COMPLETED","data":{"tables":{}}}',
    '{"status":"COMPLETED","data":{"tables":[]}}',
    '{"status":"COMPLETED","data":{"tables":null}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"id":"a","columns":[{}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[]},"b":{"rows":null},"c":{"rows":{}},"d":null,"e":[]}}}',
    '{"status":"COMPLETED","tables":{"a":{"rows":[]}}}',
    '{"status":"COMPLETED","data":{},"tables":{"a":{"rows":[]}}}',
    '{"tables":{}}',
    '{"tables":[]}',
    '{"data":{"tables":{},"total":12345678901234567890.10}}',
    '{"data":{"tables":{}}}',
    '{"status":"COMPLETED","data":{"a":null,"b":[{}],"c":""}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[null]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"id":"r","cells":{}}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"id":"r","index":"0","cells":null}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"id":"r","cells":{"c":{"value":null,"columnId":"c"}}}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"id":"r","cells":{"c":{"value":"","columnId":"c"}}}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":{"rows":[{"id":"r","cells":{"c":{"columnId":"c"}}}]}}}}',
    '{"status":"COMPLETED","data":{"tables":{"a":[[],[null]]}}}',
  ])('%s is a completed extraction that found nothing', async (answer) => {
    expect(await fetchAnswered(answer)).toEqual({
      kind: 'data',
      extraction: Buffer.from(answer),
      empty: true,
    });
  });

  test.each([
    '{"status":"COMPLETED"}',
    '{"status":"COMPLETED","data":null}',
    '{"status":"COMPLETED","data":[]}',
    '{"status":"COMPLETED","data":"text"}',
    '{"status":"COMPLETED","data":null,"tables":[]}',
  ])('%s is completed without data: asked again, never stored', async (answer) => {
    expect(await errorFrom(fetchAnswered(answer))).toMatchObject({
      kind: 'empty_result',
      message: expect.stringContaining('without data'),
    });
  });

  test.each([
    '{}',
    '{"data":null}',
    '{"error":"Something went wrong"}',
    '{"message":"ok","fileId":"file_789ghi"}',
    '{"status":null,"data":[]}',
    '{"status":null,"data":{}}',
    '{"data":{}}',
    '{"data":{"tables":null}}',
    '{"data":{"tables":"x"}}',
    '{"data":{"error":"Internal"}}',
    '{"error":"Internal","data":{}}',
    '{"message":"Internal server error","data":{}}',
    '{"error":"Internal","tables":{}}',
    '{"error":{"code":"X"},"data":{"tables":{"t":{"rows":[1]}}}}',
  ])('%s is no answer of this call: asked again as any other problem', async (answer) => {
    expect((await errorFrom(fetchAnswered(answer))).kind).toBe('transient');
  });

  test.each([
    ['get-file-data-processing', 'PROCESSING'],
    ['get-file-data-classifying', 'CLASSIFYING'],
  ])('%s is not ready', async (name, word) => {
    const error = await errorFrom(fetchAnswered(fixture('limai', name)));
    expect(error).toMatchObject({ kind: 'not_ready', message: expect.stringContaining(word) });
  });

  test.each(['{"status":"QUEUED"}', '{"status":"completed","data":{}}', '{"status":1,"data":{}}'])(
    '%s is waited for, not stored',
    async (answer) => {
      expect((await errorFrom(fetchAnswered(answer))).kind).toBe('not_ready');
    },
  );

  test('FAILED is a failed extraction with its reason', async () => {
    expect(await fetchAnswered(fixture('limai', 'get-file-data-failed'))).toEqual({
      kind: 'extraction_failed',
      reason: 'Document format not supported',
    });
    expect(await fetchAnswered('{"status":"FAILED"}')).toEqual({
      kind: 'extraction_failed',
      reason: 'Limai gave no reason.',
    });
  });
});

describe('a Limai answer about another document', () => {
  const data = '"data":{"tables":{"t":{"rows":[{}]}}}';

  test.each([
    ['data of another file', `{"status":"COMPLETED","fileId":"file_other",${data}}`, 'fileId'],
    [
      'data of another schema',
      `{"status":"COMPLETED","extractionSchemaId":"other",${data}}`,
      'extractionSchemaId',
    ],
    ['data of a file with a number', `{"status":"COMPLETED","fileId":7,${data}}`, 'fileId'],
    ['old data of another file', `{"fileId":"file_other",${data}}`, 'fileId'],
    ['the failure of another file', '{"status":"FAILED","fileId":"file_other"}', 'fileId'],
    ['the progress of another file', '{"status":"PROCESSING","fileId":"file_other"}', 'fileId'],
    ['another file without data', '{"status":"COMPLETED","fileId":"file_other"}', 'fileId'],
  ])('is never taken for its own: %s', async (_, answer, field) => {
    const mismatches: IdentityMismatch[] = [];
    const http = new ScriptedHttp(() => ({ status: 200, body: answer }));
    const attempt = fetchFrom(limai, {
      delivery: SUCCESS,
      http,
      onMismatch: (mismatch) => mismatches.push(mismatch),
    });
    expect(await errorFrom(attempt)).toMatchObject({
      kind: 'identity_mismatch',
      message: expect.stringContaining(field),
    });
    expect(mismatches).toEqual([
      { field, expected: expect.any(String), got: expect.stringMatching(/other|7/) },
    ]);
  });

  test.each([
    ['names no file', `{"status":"COMPLETED",${data}}`, '"file_1"'],
    [
      'names the file by a number',
      `{"status":"COMPLETED","fileId":12345678901234567890,${data}}`,
      '"12345678901234567890"',
    ],
    ['names the numbered file by a text', `{"status":"COMPLETED","fileId":"7",${data}}`, '7'],
    [
      'names a schema where the event names none',
      `{"status":"COMPLETED","extractionSchemaId":"s",${data}}`,
      '"f"',
    ],
  ])('is no such answer when it %s', async (_, answer, fileId) => {
    const delivery = `{"eventId":"e","eventType":"DOCUMENT_REVIEWED","fileId":${fileId}}`;
    expect(await fetchAnswered(answer, delivery)).toMatchObject({ kind: 'data' });
  });
});
