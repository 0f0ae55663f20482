import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as zlib from 'node:zlib';
import { AwsError } from '../exchange';

type Digest = (payload: Buffer) => string;

const DIGESTS: Readonly<Record<string, Digest | undefined>> = {
  'content-md5': hash('md5'),
  'x-amz-checksum-sha256': hash('sha256'),
  'x-amz-checksum-sha1': hash('sha1'),
  'x-amz-checksum-crc32': typeof zlib.crc32 === 'function' ? crc32 : undefined,
};

/**
 * Compares every checksum the client sent with the payload, which no engine does.
 * @throws AwsError 400 BadDigest
 */
export function verifyChecksums(headers: IncomingHttpHeaders, body: Buffer): void {
  const { payload, trailers } = decodePayload(headers, body);
  for (const [header, digest] of Object.entries(DIGESTS)) {
    const sent = headers[header] ?? trailers.get(header);
    if (typeof sent === 'string' && digest && sent !== digest(payload)) {
      throw new AwsError(400, 'BadDigest', `The ${header} you specified did not match what we received.`);
    }
  }
}

interface Payload {
  readonly payload: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
}

/** The SDK frames a streamed body as `aws-chunked`: `<hex size>[;signature]\r\n<data>\r\n … 0\r\n<trailers>`. */
function decodePayload(headers: IncomingHttpHeaders, body: Buffer): Payload {
  if (!headers['content-encoding']?.includes('aws-chunked')) {
    return { payload: body, trailers: new Map() };
  }
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', offset);
    const size = Number.parseInt(body.toString('latin1', offset, lineEnd < 0 ? offset : lineEnd), 16);
    if (!(size > 0)) {
      const rest = lineEnd < 0 ? '' : body.toString('latin1', lineEnd + 2);
      return { payload: Buffer.concat(chunks), trailers: parseTrailers(rest) };
    }
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    offset = lineEnd + 2 + size + 2;
  }
}

function parseTrailers(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function hash(algorithm: string): Digest {
  return (payload) => createHash(algorithm).update(payload).digest('base64');
}

function crc32(payload: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(zlib.crc32(payload));
  return bytes.toString('base64');
}
