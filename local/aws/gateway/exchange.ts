import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { JsonObject } from '../template/json';
import type { Service } from './gateway.types';

/** fauxqs refuses more than 11 MiB per request (2.4.1, hard-coded); one limit for all services keeps the message ours. */
export const MAX_BODY_BYTES = 11 * 1_048_576;

/** One request, read whole. */
export interface Exchange {
  readonly method: string;
  /** Path and query as sent: S3 keys must not be decoded and encoded again. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly caller: string;
  /** Aborts when the client hangs up. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | IncomingMessage;
}

/** An answer read whole, so that the gateway may look at it. */
export interface WholeAnswer extends Answer {
  readonly body: Buffer;
}

export async function readExchange(request: IncomingMessage, signal: AbortSignal): Promise<Exchange> {
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    body: await parseBody(request),
    caller: readCaller(request),
    signal,
  };
}

async function parseBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A body that is too large is read to its end all the same: a client still writing would see a cut connection, not the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (Math.max(announced, bytes) <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    }
  }
  if (bytes > MAX_BODY_BYTES) {
    throw tooLarge(bytes);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function tooLarge(bytes: number): AwsError {
  return new AwsError(
    400,
    'EntityTooLarge',
    `The local engines take ${MAX_BODY_BYTES} bytes per request (11 MiB), got ${bytes}. AWS would take it.`,
  );
}

/** Access key id in the credential scope of a signed or presigned request: `Credential=<key id>/<date>/…`. */
function readCaller(request: IncomingMessage): string {
  const signed = request.headers.authorization ?? request.url ?? '';
  return /Credential=([^/%&,\s]+)/.exec(signed)?.[1] ?? 'anonymous';
}

const parsed = new WeakMap<Buffer, JsonObject>();

/** The body as JSON, parsed once: authorization, fault rules and engines' gaps each look at it. */
export function parseJson(body: Buffer): JsonObject {
  const known = parsed.get(body);
  if (known) {
    return known;
  }
  try {
    const json = JSON.parse(body.toString() || '{}') as JsonObject;
    parsed.set(body, json);
    return json;
  } catch {
    throw new AwsError(400, 'SerializationException', 'The body is not JSON.');
  }
}

/** The answer with another JSON body; the engine's checksum and length no longer hold. */
export function withJson(answer: WholeAnswer, body: JsonObject): WholeAnswer {
  const {
    'x-amz-crc32': _crc,
    'content-length': _length,
    'transfer-encoding': _te,
    ...headers
  } = answer.headers;
  return { status: answer.status, headers, body: Buffer.from(JSON.stringify(body)) };
}

export function jsonAnswer(body: JsonObject, status = 200): WholeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** A refusal in AWS's terms: what a client of the real service would get. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The error in the service's own wire format: XML for S3, JSON with `__type` for the others. */
export function errorAnswer(service: Service, error: AwsError): WholeAnswer {
  const headers = { 'x-amzn-requestid': randomUUID(), 'x-amz-request-id': randomUUID() };
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
    return {
      status: error.status,
      headers: { ...headers, 'content-type': 'application/xml' },
      body: Buffer.from(body),
    };
  }
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({ __type: error.code, message: error.message })),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
