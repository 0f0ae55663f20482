import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { ProviderError } from '../../domain/provider/error-kinds';

type Decode = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

const decodeGzip: Decode = promisify(gunzip);
const decodeZlib: Decode = promisify(inflate);
const decodeRawDeflate: Decode = promisify(inflateRaw);

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', decodeGzip],
  ['x-gzip', decodeGzip],
  [
    'deflate',
    // zlib's format by RFC 9110 §8.4.1.2; some servers send the bare format. A zlib header is a multiple of 31 (RFC 1950).
    (bytes, options) => {
      const [method = 0, flags = 0] = bytes;
      const isZlib = (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
      return (isZlib ? decodeZlib : decodeRawDeflate)(bytes, options);
    },
  ],
  ['br', promisify(brotliDecompress)],
]);

/** No server has a reason for more, and each costs memory. */
const MAX_ENCODINGS = 2;
/** The characters of an encoding's name (RFC 9110 §5.6.2) that are harmless in a message. */
const NAME = /^[a-z0-9.+_-]{1,32}$/;
/** Larger than zlib's default of 16 KiB, so that 10 MiB are not 640 pieces. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads and decodes a response's body. Servers encode bodies although no encoding was asked for. Stops at the first byte over the
 * limit, of the body as sent or as decoded.
 * @throws ProviderError `transient` for an unknown encoding and for broken data, `permanent` for a body over the limit
 */
export async function readResponse(
  response: IncomingMessage,
  maxBytes: number,
  host: string,
): Promise<Uint8Array> {
  const declared = Number(response.headers['content-length']) || 0;
  let body: Uint8Array | undefined;
  try {
    body = declared > maxBytes ? undefined : await readUpTo(maxBytes, response, declared);
  } finally {
    if (!response.complete || !body) {
      response.destroy();
    }
  }
  if (!body) {
    throw tooLarge(host, maxBytes);
  }
  // They are listed in the order in which they were applied.
  for (const name of parseEncodings(response.headers['content-encoding'], host).reverse()) {
    const decode = DECODERS.get(name) ?? decodeGzip;
    try {
      body = await decode(body, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        throw tooLarge(host, maxBytes);
      }
      throw undecodable(host, `got a body that is broken or cut short as ${name}`, error);
    }
  }
  return body;
}

/**
 * Copies each piece at once instead of keeping a list: ten million pieces of one byte, which any server may send, would be a
 * gigabyte of buffers. Undefined if there is more than allowed.
 */
async function readUpTo(
  maxBytes: number,
  response: AsyncIterable<Buffer>,
  expected: number,
): Promise<Uint8Array | undefined> {
  let body = Buffer.allocUnsafe(expected);
  let bytes = 0;
  for await (const chunk of response) {
    const end = bytes + chunk.byteLength;
    if (end > maxBytes) {
      return undefined;
    }
    if (end > body.byteLength) {
      const larger = Buffer.allocUnsafe(Math.min(maxBytes, end * 2));
      body.copy(larger, 0, 0, bytes);
      body = larger;
    }
    chunk.copy(body, bytes);
    bytes = end;
  }
  return body.subarray(0, bytes);
}

function parseEncodings(header = '', host: string): string[] {
  const names = header
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const unknown = names.find((name) => !DECODERS.has(name));
  if (unknown !== undefined) {
    const shown = NAME.test(unknown) ? `"${unknown}"` : 'one whose name is not plain';
    throw undecodable(host, `got the content encoding ${shown}, expected gzip, deflate or br`);
  }
  if (names.length > MAX_ENCODINGS) {
    throw undecodable(
      host,
      `got ${names.length} content encodings at once, expected at most ${MAX_ENCODINGS}`,
    );
  }
  return names;
}

function tooLarge(host: string, maxBytes: number): ProviderError {
  return new ProviderError('permanent', `${host}: the answer is larger than the limit of ${maxBytes} bytes.`);
}

function undecodable(host: string, what: string, cause?: unknown): ProviderError {
  return new ProviderError('transient', `${host}: ${what}; it is tried again.`, { cause });
}
