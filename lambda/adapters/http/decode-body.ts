import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { ProviderError } from '../../domain/provider/error-kinds';

type Decode = (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

const decodeGzip: Decode = promisify(gunzip);
const decodeZlib: Decode = promisify(inflate);
const decodeRawDeflate: Decode = promisify(inflateRaw);
const decodeBrotli: Decode = promisify(brotliDecompress);

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', decodeGzip],
  ['x-gzip', decodeGzip],
  ['deflate', (bytes, options) => (isZlib(bytes) ? decodeZlib : decodeRawDeflate)(bytes, options)],
  ['br', decodeBrotli],
]);

/** No server has a reason for more, and each costs memory. */
const MAX_ENCODINGS = 2;
/** The characters of an encoding's name (RFC 9110 §5.6.2), as far as they are harmless in a message. */
const NAME = /^[a-z0-9.+_-]{1,32}$/;
/** Pieces of the output: larger than zlib's default of 16 KiB, so that 10 MiB are not 640 of them. */
const CHUNK_BYTES = 256 * 1024;

interface EncodedBody {
  readonly bytes: Uint8Array;
  /** The header `content-encoding`; encodings in the order in which they were applied. */
  readonly encoding: string | undefined;
  /** Where it came from, for messages. */
  readonly host: string;
  readonly maxBytes: number;
}

/**
 * Undoes the encodings of a body, which servers apply although none was asked for. Stops at the first byte over the limit.
 * @throws ProviderError `transient` for an encoding that is not known and for broken data, `permanent` for a body over the limit
 */
export async function decodeBody({ bytes, encoding = '', host, maxBytes }: EncodedBody): Promise<Uint8Array> {
  let decoded = bytes;
  for (const name of encodingsOf(encoding, host).reverse()) {
    decoded = await decodeOnce(decoded, name, { host, maxBytes });
  }
  return decoded;
}

function encodingsOf(header: string, host: string): string[] {
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

async function decodeOnce(
  bytes: Uint8Array,
  name: string,
  { host, maxBytes }: Pick<EncodedBody, 'host' | 'maxBytes'>,
): Promise<Uint8Array> {
  const decode = DECODERS.get(name) ?? decodeGzip;
  try {
    return await decode(bytes, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(host, maxBytes);
    }
    throw undecodable(host, `got a body that is broken or cut short as ${name}`, error);
  }
}

/** The error of a body over the limit, as it came or decoded. */
export function tooLarge(host: string, maxBytes: number): ProviderError {
  return new ProviderError('permanent', `${host}: the answer is larger than the limit of ${maxBytes} bytes.`);
}

/** "deflate" is zlib's format by RFC 9110 §8.4.1.2, and the bare one with some servers. A zlib header is a multiple of 31 (RFC 1950). */
function isZlib([method = 0, flags = 0]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function undecodable(host: string, what: string, cause?: unknown): ProviderError {
  return new ProviderError('transient', `${host}: ${what}; it is tried again.`, { cause });
}
