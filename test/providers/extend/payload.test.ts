import { HttpsClient } from '../../../lambda/adapters/https-client';
import { extend } from '../../../lambda/providers/extend';
import { payloadShape } from '../../../lambda/providers/extend/payload';
import type { JsonObject } from '../../../lambda/providers/shared/json-object';
import { fixture } from '../fixture';
import { errorFrom, NOW, obtainFrom } from '../obtain-from';
import { ScriptedHttp } from '../scripted-http';

const RUN = fixture('extend', 'run-processed');
/** What `data` may hold that nobody can follow. */
const NO_ADDRESSES = ['ftp://h/x', 'file:///etc/passwd', '/relative', 'not an address', ''];

describe('the shape of an Extend payload', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['the SDK’s link', { object: 'signed_data_url', data: 'https://h/x', id: 'exr_1' }, 'https://h/x'],
    ['the SDK’s link without an address', { object: 'signed_data_url', id: 'exr_1' }, undefined],
    ['the documentation’s link', { data: 'https://h/x' }, 'https://h/x'],
    ['a link with an id', { data: 'https://h/x', id: 'exr_1' }, 'https://h/x'],
    ['a link whose object is no text', { object: null, data: 'https://h/x' }, 'https://h/x'],
    ...NO_ADDRESSES.map((data): [string, JsonObject, string] => [
      `data ${JSON.stringify(data)}`,
      { data },
      data,
    ]),
  ])('%s is a link', (_, payload, url) => {
    expect(payloadShape(payload)).toEqual({ kind: 'link', url });
  });

  test.each<[string, JsonObject]>([
    ['a run', { object: 'extract_run', id: 'exr_1' }],
    ['a run that has a field called data', { object: 'extract_run', data: 'https://h/x' }],
    ['an object of a kind we do not know', { object: 'extract_run_v2', data: 'https://h/x' }],
    ['data that is no text', { data: { total: 1 } }],
    ['an empty object', {}],
  ])('%s is inline', (_, payload) => {
    expect(payloadShape(payload)).toEqual({ kind: 'inline', payload });
  });
});

describe('a link that is no address', () => {
  const download = new HttpsClient({ clock: { now: () => NOW } });
  const delivery = (payload: object) =>
    JSON.stringify({ eventId: 'e', eventType: 'extract_run.processed', payload });

  test.each(NO_ADDRESSES)('(%j) gives way to the run', async (data) => {
    const http = new ScriptedHttp(() => ({ status: 200, body: RUN }));
    const obtained = obtainFrom(extend, { delivery: delivery({ data, id: 'exr_1' }), http, download });
    expect(await obtained).toEqual({ kind: 'data', extraction: RUN });
    expect(http.requests.map(({ url }) => url)).toEqual(['https://api.extend.ai/extract_runs/exr_1']);
  });

  test.each(NO_ADDRESSES)('(%j) without an id is never stored as the extraction', async (data) => {
    const http = new ScriptedHttp(() => ({ status: 200, body: RUN }));
    const error = await errorFrom(obtainFrom(extend, { delivery: delivery({ data }), http, download }));
    expect(error).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('an address or a size the client refuses'),
    });
    expect(http.requests).toEqual([]);
  });
});
