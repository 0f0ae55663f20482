import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  type AnsweredRequest,
  type HttpApi,
  type HttpApiOptions,
  type HttpApiTarget,
  startHttpApi,
} from '../../../../local/aws/http-api/start-http-api';
import { failed, type Invocation } from '../../../../local/aws/lambda/local-function';
import { type RawAnswer, type RawRequest, sendRaw } from './send-raw';

const JSON_TYPE = { 'content-type': 'application/json' };

let httpApi: HttpApi | undefined;
let events: APIGatewayProxyEventV2[] = [];

afterEach(async () => {
  await httpApi?.stop();
  httpApi = undefined;
});

describe('the event of a request', () => {
  it('has the shape of payload format 2.0', async () => {
    const headers = { ...JSON_TYPE, 'User-Agent': 'probe/1' };
    const event = await readEvent({ headers, body: '{"a":1}' }, '?x=1&x=2&y=');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /webhooks/one',
      rawPath: '/webhooks/one',
      rawQueryString: 'x=1&x=2&y=',
      queryStringParameters: { x: '1,2', y: '' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        http: {
          method: 'POST',
          path: '/webhooks/one',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'probe/1',
        },
        stage: '$default',
        routeKey: 'POST /webhooks/one',
      },
    });
    expect(event.requestContext.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(Math.abs(event.requestContext.timeEpoch - Date.now())).toBeLessThan(5_000);
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  it('has header names in lower case, repeated ones joined with a comma, and cookies apart', async () => {
    const headers = { 'X-Signed': ['one', 'two'], Cookie: 'a=1; b=2' };
    const event = await readEvent({ headers });
    expect(event.headers).toMatchObject({ 'x-signed': 'one,two', 'x-forwarded-for': '127.0.0.1' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.cookies).toEqual(['a=1', 'b=2']);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/xml',
    'APPLICATION/JSON',
  ])('carries a body of %s as text', async (type) => {
    const event = await readEvent({ headers: { 'content-type': type }, body: '{"ü":1}' });
    expect(event).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false });
  });

  it.each([
    ['application/octet-stream', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/jsonl', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('carries a body of %s %j as base64', async (type, more) => {
    const event = await readEvent({ headers: { 'content-type': type, ...more }, body: 'x=1' });
    expect(event).toMatchObject({ body: 'eD0x', isBase64Encoded: true });
  });

  it('keeps the bytes of text that is no UTF-8', async () => {
    const body = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
    const event = await readEvent({ headers: JSON_TYPE, body });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body);
  });

  it('has no body when none was sent', async () => {
    const event = await readEvent({ headers: JSON_TYPE });
    expect(event).not.toHaveProperty('body');
    expect(event.isBase64Encoded).toBe(false);
  });
});

describe('the answer of a function', () => {
  it('is sent with its status, headers, cookies and body', async () => {
    const payload = {
      statusCode: 201,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': 5 },
      cookies: ['a=1', 'b=2'],
      body: 'ü',
    };
    const answer = await send({ answer: { ok: true, payload } });
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'retry-after': '5',
        'set-cookie': ['a=1', 'b=2'],
      },
      body: Buffer.from('ü'),
    });
  });

  it('is decoded when it is base64', async () => {
    const payload = {
      statusCode: 200,
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    expect((await send({ answer: { ok: true, payload } })).body).toEqual(Buffer.from([0, 255]));
  });

  it.each([
    [{ said: 'so' }, '{"said":"so"}'],
    ['plain', 'plain'],
    [null, 'null'],
  ])('without a status code (%j) is a JSON 200', async (payload, body) => {
    const answer = await send({ answer: { ok: true, payload } });
    expect([answer.status, answer.headers['content-type'], answer.body.toString()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  it.each([
    ['an error', failed('TypeError', 'private detail')],
    ['a status that is none', { ok: true, payload: { statusCode: 'abc' } } as const],
    ['a body that is no text', { ok: true, payload: { statusCode: 200, body: { a: 1 } } } as const],
  ])('that is %s becomes 500 without a word of it', async (_, answer) => {
    expectGateway(await send({ answer }), 500, 'Internal Server Error');
  });

  it('that does not come in time becomes 503', async () => {
    const invoke = () => new Promise<Invocation>(() => {});
    expectGateway(await send({ invoke, integrationTimeoutMs: 20 }), 503, 'Service Unavailable');
  });
});

describe('a request that reaches no function', () => {
  it.each([
    ['POST', '/webhooks/two'],
    ['POST', '/webhooks/one/'],
    ['POST', '/webhooks/One'],
    ['GET', '/webhooks/one'],
    ['POST', '/'],
  ])('%s %s is 404', async (method, path) => {
    await givenHttpApi();
    expectGateway(
      await sendRaw(`${httpApi?.url}${path}`, { method, body: method === 'POST' ? '{}' : '' }),
      404,
      'Not Found',
    );
    expect(events).toEqual([]);
  });

  it.each([
    ['announced', { 'content-length': String(10 * 1024 * 1024 + 1) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('over 10 MB, %s, is 413', async (_, headers) => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    expectGateway(await send({}, { headers: { ...JSON_TYPE, ...headers }, body }), 413, 'Request Too Long');
    expect(events).toEqual([]);
  });

  it('whose event is over 6 MiB is 413', async () => {
    const answer = failed('RequestTooLargeException', 'too large');
    expectGateway(await send({ answer }), 413, 'Request Too Long');
  });

  it('with a head over 10,240 bytes is 431, and with exactly that many is not', async () => {
    await givenHttpApi();
    const overhead = (await send({}, { headers: { 'x-pad': '' } })) && headBytesSeen();
    const pad = 10_240 - overhead;
    expect((await send({}, { headers: { 'x-pad': 'x'.repeat(pad) } })).status).toBe(200);
    expectGateway(
      await send({}, { headers: { 'x-pad': 'x'.repeat(pad + 1) } }),
      431,
      'Request Header Fields Too Large',
    );
  });
});

describe('an answered request', () => {
  const given = async (invoke?: HttpApiTarget['invoke']) => {
    const seen: AnsweredRequest[] = [];
    const { url } = await givenHttpApi({
      ...(invoke && { invoke }),
      onAnswered: (request) => seen.push(request),
    });
    return { url: `${url}/webhooks/one`, seen };
  };

  it('is told with its answer, and the ID by which the function knew it', async () => {
    const { url, seen } = await given();
    await sendRaw(`${url}?a=1`, { headers: JSON_TYPE, body: '{}' });
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/webhooks/one',
        status: 200,
        body: Buffer.from('ok'),
        milliseconds: expect.any(Number),
        refused: false,
        requestId: events[0]?.requestContext.requestId,
      },
    ]);
  });

  it('is told with the error of a function that gave no answer', async () => {
    const { url, seen } = await given(async () => failed('Runtime.ExitError', 'it died'));
    await sendRaw(url, { headers: JSON_TYPE, body: '{}' });
    expect(seen).toMatchObject([{ status: 500, error: { errorType: 'Runtime.ExitError' }, refused: false }]);
  });
});

describe('a request that the API refuses itself', () => {
  it('is told as refused, and paths of our own tools are answered without a function', async () => {
    const tooLarge = failed('RequestTooLargeException', 'too large');
    let refused = 0;
    const { url } = await givenHttpApi({
      answer: tooLarge,
      ownPaths: { '/_local/refused': () => ({ refused }) },
      onAnswered: (request) => {
        refused += request.refused ? 1 : 0;
      },
    });
    await sendRaw(`${url}/nowhere`, { method: 'POST', body: '{}' });
    await sendRaw(`${url}/webhooks/one`, { headers: JSON_TYPE, body: '{}' });
    const { body } = await sendRaw(`${url}/_local/refused`, { method: 'GET', body: '' });
    expect(JSON.parse(String(body))).toEqual({ refused: 2 });
  });
});

describe('the port', () => {
  it('is there before the functions are, and answers 503 until then', async () => {
    httpApi = await startHttpApi({ port: 0 });
    expectGateway(await sendRaw(`${httpApi.url}/webhooks/one`, { body: '{}' }), 503, 'Service Unavailable');
  });

  it('that is taken is an error with a remedy', async () => {
    const { url } = await givenHttpApi();
    const port = Number(new URL(url).port);
    await expect(startHttpApi({ port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken. Choose another with --port, 0 for any free one.`,
    );
  });
});

interface Given extends Partial<Pick<HttpApiOptions, 'ownPaths' | 'onAnswered'>> {
  readonly answer?: Invocation;
  readonly invoke?: HttpApiTarget['invoke'];
  readonly integrationTimeoutMs?: number;
}

async function givenHttpApi({ answer, invoke, ...options }: Given = {}): Promise<HttpApi> {
  await httpApi?.stop();
  events = [];
  httpApi = await startHttpApi({ port: 0, ...options });
  httpApi.open({
    routes: [{ method: 'POST', path: '/webhooks/one', functionLogicalId: 'Ingest' }],
    invoke:
      invoke ??
      (async (_, event) => {
        events.push(event as APIGatewayProxyEventV2);
        return answer ?? { ok: true, payload: { statusCode: 200, body: 'ok' } };
      }),
  });
  return httpApi;
}

async function send(
  given: Given,
  request: RawRequest = { headers: JSON_TYPE, body: '{}' },
): Promise<RawAnswer> {
  const { url } = await givenHttpApi(given);
  return sendRaw(`${url}/webhooks/one`, request);
}

async function readEvent(request: RawRequest, query = ''): Promise<APIGatewayProxyEventV2> {
  const { url } = await givenHttpApi();
  await sendRaw(`${url}/webhooks/one${query}`, request);
  return events[0] as APIGatewayProxyEventV2;
}

/** Request line and headers of the event just seen, as node:http wrote them. */
function headBytesSeen(): number {
  const {
    host,
    connection,
    'x-pad': pad,
    'content-length': length,
    'transfer-encoding': encoding,
  } = events[0]?.headers ?? {};
  const sent = Object.entries({
    'x-pad': pad,
    host,
    connection,
    'content-length': length,
    'transfer-encoding': encoding,
  });
  const lines = sent
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /webhooks/one HTTP/1.1\r\n${lines.join('')}`.length;
}

function expectGateway(answer: RawAnswer, status: number, message: string): void {
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([status, { message }]);
}
