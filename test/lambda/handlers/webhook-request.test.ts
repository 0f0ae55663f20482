import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { apiRequestId, toWebhookRequest } from '../../../lambda/handlers/webhook-request';

const PLENTY = { getRemainingTimeInMillis: () => 10_000 };
const EVENT = {
  rawPath: '/webhooks/my-source',
  headers: { 'X-Webhook-Signature': 'sha256=00', 'content-type': 'application/json' },
  body: '{"a":"ü"}',
  isBase64Encoded: false,
} as unknown as APIGatewayProxyEventV2;

describe('toWebhookRequest', () => {
  it('finds the source in the path and lowers the names of the headers', () => {
    expect(toWebhookRequest(EVENT, PLENTY)).toMatchObject({
      sourceId: 'my-source',
      headers: { 'x-webhook-signature': 'sha256=00', 'content-type': 'application/json' },
    });
  });

  it('gives back the bytes that were sent, however API Gateway hands them over', () => {
    const bytes = Buffer.from([0, 255, 13, 10]);
    const binary = { ...EVENT, body: bytes.toString('base64'), isBase64Encoded: true };
    expect(Buffer.from(toWebhookRequest(binary, PLENTY).body)).toEqual(bytes);
    expect(Buffer.from(toWebhookRequest(EVENT, PLENTY).body)).toEqual(Buffer.from('{"a":"ü"}'));
  });

  it.each<[string, unknown]>([
    ['twice in one spelling or another', { 'X-Sig': 'a', 'x-sig': 'b' }],
    ['already joined', { 'x-sig': 'a,b' }],
  ])('gives a header that comes %s as neither of its values', (_, headers) => {
    expect(toWebhookRequest({ ...EVENT, headers }, PLENTY).headers).toEqual({ 'x-sig': 'a,b' });
  });

  it.each<[string, unknown]>([
    ['a list', ['a']],
    ['a number', 7],
    ['an object', { toString: 'a' }],
    ['nothing', undefined],
  ])('leaves out a header that is %s', (_, value) => {
    expect(toWebhookRequest({ ...EVENT, headers: { 'x-sig': value } }, PLENTY).headers).toEqual({});
  });

  it('keeps names apart from what every object has', () => {
    const headers = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const request = toWebhookRequest({ ...EVENT, headers }, PLENTY);
    expect(Object.entries(request.headers)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(request.headers['x-webhook-signature']).toBeUndefined();
  });

  it.each([
    '/webhooks/',
    '/webhooks/My-Source',
    '/webhooks/my-source/',
    '/webhooks/%6dy-source',
    '/webhooks/../my-source',
    '/webhooks/my-source/../x',
    '/webhooks/my-source\n',
    'my-source',
    '/my-source',
    undefined,
    7,
  ])('finds no source in the path %j', (rawPath) => {
    expect(toWebhookRequest({ ...EVENT, rawPath }, PLENTY).sourceId).toBe('');
  });

  it('takes an event of which every part is missing', () => {
    expect(toWebhookRequest({}, PLENTY)).toMatchObject({ sourceId: '', headers: {} });
    expect(apiRequestId({})).toBeUndefined();
  });

  it('finds the id under which the access log has the request', () => {
    expect(apiRequestId({ requestContext: { requestId: 'abc=' } })).toBe('abc=');
  });

  it('takes a missing body for an empty one', () => {
    const { body: _body, ...empty } = EVENT;
    expect(toWebhookRequest(empty as APIGatewayProxyEventV2, PLENTY).body).toHaveLength(0);
  });

  it.each([
    ['8 s, when the function has longer', 10_000, 8_000],
    ['half a second before the function must end', 3_000, 2_500],
    ['at once, when no time is left', 100, 0],
  ])('ends %s', (_name, remaining, expected) => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    toWebhookRequest(EVENT, { getRemainingTimeInMillis: () => remaining });
    expect(timeout).toHaveBeenCalledWith(expected);
    timeout.mockRestore();
  });
});
