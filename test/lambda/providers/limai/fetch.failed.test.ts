import type { JsonBody, ParsedBody } from '../../../../lambda/domain/provider/provider';
import { limai } from '../../../../lambda/providers/limai';
import { fixture } from '../fixture';
import { errorFrom, fetchFrom } from '../support/fetch-from';
import { ScriptedHttp } from '../support/scripted-http';

const SUCCESS = fixture('limai', 'document-extracted-success');

describe('a Limai event that says "failed"', () => {
  const unreachable = new ScriptedHttp(() => new Error('no call was expected'));

  test('is a failed extraction without any call', async () => {
    const delivery = fixture('limai', 'document-extracted-failed');
    expect(await fetchFrom(limai, { delivery, http: unreachable })).toEqual({
      kind: 'extraction_failed',
      reason: 'Document format not supported',
    });
  });

  test('keeps a reason of any length short', async () => {
    const data = { status: 'failed', errorMessage: 'x'.repeat(5000) };
    const delivery = JSON.stringify({ eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', fileId: 'f', data });
    const fetched = await fetchFrom(limai, { delivery, http: unreachable });
    expect(fetched).toEqual({ kind: 'extraction_failed', reason: 'x'.repeat(300) });
  });

  describe('and is replayed', () => {
    const delivery = fixture('limai', 'document-extracted-failed');
    const answer = (fields: object) => JSON.stringify({ fileId: 'file_bad123', ...fields });
    const replay = (body: string) => {
      const http = new ScriptedHttp(() => ({ status: 200, body }));
      return fetchFrom(limai, { delivery, http, refetch: true });
    };

    test('is asked for, and has data when the file was extracted since', async () => {
      const data = { tables: { t: { rows: [{}] } } };
      expect(await replay(answer({ status: 'COMPLETED', data }))).toMatchObject({ kind: 'data' });
    });

    test('is still failed when the file is', async () => {
      expect(await replay(answer({ status: 'FAILED', errorMessage: 'Still broken' }))).toEqual({
        kind: 'extraction_failed',
        reason: 'Still broken',
      });
    });
  });

  test('is fetched all the same when it is a review, or its status is unknown', async () => {
    const http = new ScriptedHttp(() => ({ status: 200, body: '{"status":"COMPLETED","data":{}}' }));
    for (const [eventType, status] of [
      ['DOCUMENT_REVIEWED', 'failed'],
      ['DOCUMENT_EXTRACTED', 'partial'],
    ]) {
      const delivery = JSON.stringify({ eventId: 'e', eventType, fileId: 'f', data: { status } });
      expect(await fetchFrom(limai, { delivery, http })).toMatchObject({ kind: 'data' });
    }
  });
});

describe('a Limai event whose body is lost', () => {
  const lost = (name: string, http: ScriptedHttp) =>
    fetchFrom(limai, { delivery: fixture('limai', name), http, bodyLost: true });

  test('is fetched by the ids of its record', async () => {
    const http = new ScriptedHttp(() => ({ status: 200, body: fixture('limai', 'get-file-data-completed') }));
    expect(await lost('document-extracted-success', http)).toMatchObject({ kind: 'data' });
    expect(http.requests[0]?.url).toContain('?fileId=file_789ghi&extractionSchemaId=schema_456def');
  });

  test('and says "failed" asks for the reason', async () => {
    const body = '{"status":"FAILED","fileId":"file_bad123","errorMessage":"Unreadable"}';
    const http = new ScriptedHttp(() => ({ status: 200, body }));
    expect(await lost('document-extracted-failed', http)).toEqual({
      kind: 'extraction_failed',
      reason: 'Unreadable',
    });
  });

  test.each([404, 400])('and says "failed" ends without a reason at HTTP %i', async (status) => {
    const http = new ScriptedHttp(() => ({ status }));
    expect(await lost('document-extracted-failed', http)).toEqual({
      kind: 'extraction_failed',
      reason: 'Limai gave no reason.',
    });
  });

  test('and names no file is lost itself', async () => {
    const http = new ScriptedHttp(() => new Error('no call was expected'));
    const request = { delivery: SUCCESS, http, bodyLost: true };
    const withoutFile = { ...limai, parseEvent: (body: JsonBody) => withoutDocument(limai.parseEvent(body)) };
    expect(await errorFrom(fetchFrom(withoutFile, request))).toMatchObject({ kind: 'body_lost' });
    expect(http.requests).toEqual([]);
  });
});

function withoutDocument(reading: ParsedBody): ParsedBody {
  if (reading.kind !== 'event') {
    return reading;
  }
  const { documentId: _, ...event } = reading.event;
  return { ...reading, event };
}
