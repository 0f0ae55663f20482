import type { IncomingMessage } from 'node:http';
import { tooLarge } from './decode-body';

/** Reads a response's body, and stops as soon as it is, or says it is, longer than allowed. */
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
  return body;
}

/**
 * Copies each piece at once instead of keeping a list: ten million pieces of one byte, which any server may send, would be a
 * gigabyte of buffers. Undefined when there is more than allowed.
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
      body = enlarged(body.subarray(0, bytes), Math.min(maxBytes, end * 2));
    }
    chunk.copy(body, bytes);
    bytes = end;
  }
  return body.subarray(0, bytes);
}

function enlarged(body: Uint8Array, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(size);
  larger.set(body);
  return larger;
}
