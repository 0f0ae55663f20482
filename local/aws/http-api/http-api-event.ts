import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const API_ID = 'local';
const ACCOUNT = '000000000000';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** What an HTTP API hands over as text; everything else, forms included, comes as base64. */
const TEXTUAL = /^\s*(text\/|application\/(json|javascript|xml)\s*(;|$))/i;

/** A request as payload format 2.0 (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html). */
export function toHttpApiEvent(
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
): APIGatewayProxyEventV2 {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://local');
  const { cookie, ...headers } = joinedHeaders(request.rawHeaders);
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: withForwarding(headers, request),
    ...(search && { queryStringParameters: joinedParameters(searchParams) }),
    requestContext: toRequestContext(request, pathname, routeKey),
    ...toEventBody(body, headers),
    isBase64Encoded: body.length > 0 && !isText(body, headers),
  };
}

/** Names in lower case; repeated headers joined with a comma. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = raw[index + 1] as string;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before},${value}`;
  }
  return headers;
}

function joinedParameters(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}

function withForwarding(headers: Record<string, string>, request: IncomingMessage): Record<string, string> {
  return {
    ...headers,
    'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

function toRequestContext(
  request: IncomingMessage,
  path: string,
  routeKey: string,
): APIGatewayProxyEventV2['requestContext'] {
  const now = new Date();
  return {
    accountId: ACCOUNT,
    apiId: API_ID,
    domainName: request.headers.host ?? '',
    domainPrefix: API_ID,
    http: {
      method: request.method ?? '',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
}

/** `22/Nov/2025:12:41:03 +0000` */
function commonLogTime(at: Date): string {
  const iso = at.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[at.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function toEventBody(body: Buffer, headers: Record<string, string>): { readonly body?: string } {
  if (body.length === 0) {
    return {};
  }
  return { body: body.toString(isText(body, headers) ? 'utf8' : 'base64') };
}

/** What API Gateway makes of "text" that is no UTF-8 is not documented: base64 keeps its bytes. */
function isText(body: Buffer, headers: Record<string, string>): boolean {
  const encoded = (headers['content-encoding'] ?? 'identity') !== 'identity';
  return !encoded && TEXTUAL.test(headers['content-type'] ?? '') && isUtf8(body);
}
