import type { Obtained } from '../../../lambda/domain/provider';
import { limai } from '../../../lambda/providers/limai';
import { fixture } from '../fixture';
import { errorFrom, obtainFrom } from '../obtain-from';
import { type ScriptedAnswer, ScriptedHttp } from '../scripted-http';

const SUCCESS = fixture('limai', 'document-extracted-success');

async function obtainAnswered(
  answer: string | Uint8Array,
  delivery: string | Uint8Array = SUCCESS,
): Promise<Obtained> {
  const http = new ScriptedHttp(() => ({ status: 200, body: answer }));
  return obtainFrom(limai, { delivery, http });
}

async function urlAsked(
  delivery: string | Uint8Array,
  options: Record<string, unknown> = {},
): Promise<string> {
  const answer: ScriptedAnswer = { status: 200, body: fixture('limai', 'get-file-data-completed') };
  const http = new ScriptedHttp(() => answer);
  await obtainFrom(limai, { delivery, http, options });
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
    expect(await obtainAnswered(answer)).toEqual({ kind: 'data', extraction: answer });
  });

  test('bare tables without a status are data too', async () => {
    expect(await obtainAnswered('{"tables":{}}')).toMatchObject({ kind: 'data' });
    expect(await obtainAnswered('{"status":null,"data":{}}')).toMatchObject({ kind: 'data' });
  });

  test.each([
    ['get-file-data-processing', 'PROCESSING'],
    ['get-file-data-classifying', 'CLASSIFYING'],
  ])('%s is not ready', async (name, word) => {
    const error = await errorFrom(obtainAnswered(fixture('limai', name)));
    expect(error).toMatchObject({ kind: 'not_ready', message: expect.stringContaining(word) });
  });

  test.each([
    '{"status":"QUEUED"}',
    '{"status":"completed","data":{}}',
    '{"status":1,"data":{}}',
    '{}',
    '{"data":null}',
  ])('%s is waited for, not stored', async (answer) => {
    expect((await errorFrom(obtainAnswered(answer))).kind).toBe('not_ready');
  });

  test('FAILED is a failed extraction with its reason', async () => {
    expect(await obtainAnswered(fixture('limai', 'get-file-data-failed'))).toEqual({
      kind: 'extraction_failed',
      reason: 'Document format not supported',
    });
    expect(await obtainAnswered('{"status":"FAILED"}')).toEqual({
      kind: 'extraction_failed',
      reason: 'Limai gave no reason.',
    });
  });
});

describe('a Limai event that says "failed"', () => {
  const unreachable = new ScriptedHttp(() => new Error('no call was expected'));

  test('is a failed extraction without any call', async () => {
    const delivery = fixture('limai', 'document-extracted-failed');
    expect(await obtainFrom(limai, { delivery, http: unreachable })).toEqual({
      kind: 'extraction_failed',
      reason: 'Document format not supported',
    });
  });

  test('keeps a reason of any length short', async () => {
    const data = { status: 'failed', errorMessage: 'x'.repeat(5000) };
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', fileId: 'f', data });
    const obtained = await obtainFrom(limai, { delivery, http: unreachable });
    expect(obtained).toEqual({ kind: 'extraction_failed', reason: 'x'.repeat(300) });
  });

  test('is fetched all the same when it is a review, or its status is unknown', async () => {
    const answer = fixture('limai', 'get-file-data-completed');
    for (const [eventType, status] of [
      ['DOCUMENT_REVIEWED', 'failed'],
      ['DOCUMENT_EXTRACTED', 'partial'],
    ]) {
      const delivery = JSON.stringify({ eventId: 'e', eventType, fileId: 'f', data: { status } });
      expect(await obtainAnswered(answer, delivery)).toMatchObject({ kind: 'data' });
    }
  });
});
