import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Invocation, REQUEST_TOO_LARGE } from '../lambda/local-function';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** Answers that API Gateway gives itself, in its own words. */
export const GATEWAY_ANSWERS = {
  notFound: jsonAnswer(404, { message: 'Not Found' }),
  tooLong: jsonAnswer(413, { message: 'Request Too Long' }),
  headersTooLarge: jsonAnswer(431, { message: 'Request Header Fields Too Large' }),
  serverError: jsonAnswer(500, { message: 'Internal Server Error' }),
  unavailable: jsonAnswer(503, { message: 'Service Unavailable' }),
} as const;

/** What the caller gets for an invocation's outcome. */
export function toHttpAnswer(result: Invocation): HttpAnswer {
  if (!result.ok) {
    const { tooLong, serverError } = GATEWAY_ANSWERS;
    return result.error.errorType === REQUEST_TOO_LARGE ? tooLong : serverError;
  }
  const { payload } = result;
  return isStructured(payload) ? structured(payload) : inferred(payload);
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...(headers as OutgoingHttpHeaders), 'content-length': body.length });
  response.end(body);
}

function isStructured(payload: unknown): payload is APIGatewayProxyStructuredResultV2 {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload;
}

/** A result without a status code is the body of a 200. */
function inferred(payload: unknown): HttpAnswer {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
}

function structured(result: APIGatewayProxyStructuredResultV2): HttpAnswer {
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string') {
    return GATEWAY_ANSWERS.serverError;
  }
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=utf-8',
      ...lowerCased(headers),
      ...(cookies && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function lowerCased(headers: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value) ?? ''),
  };
}
